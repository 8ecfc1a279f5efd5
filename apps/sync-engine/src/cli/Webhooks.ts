import { Command } from "@effect/cli"
import { type InboxCount, type Subscription, Webhooks as WebhooksSchema } from "@openfaith/sync-api"
import { Effect } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { formatCount, formatInstant } from "./Formats.ts"
import { printJson, printLines } from "./Output.ts"
import { json, org, url } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const inboxTable = (inbox: ReadonlyArray<InboxCount>): ReadonlyArray<string> =>
  textTable(
    [
      { heading: "event" },
      ...["pending", "processed", "ignored", "failed"].map((heading) => ({ heading, isNumber: true }))
    ],
    inbox.map(({ eventName, failed, ignored, pending, processed }) => [
      eventName,
      ...[pending, processed, ignored, failed].map(formatCount)
    ])
  )

const subscriptionsTable = (subscriptions: ReadonlyArray<Subscription>): ReadonlyArray<string> =>
  textTable(
    [
      { heading: "subscription" },
      { heading: "health" },
      { heading: "checked" },
      { heading: "revived", isNumber: true },
      { heading: "error" }
    ],
    subscriptions.map(({ checkedAt, eventName, health, lastError, revivals }) => [
      eventName,
      health,
      formatInstant(checkedAt),
      formatCount(revivals),
      lastError ?? ""
    ])
  )

const text = ({ inbox, subscriptions }: WebhooksSchema): ReadonlyArray<string> => [
  ...(subscriptions.length === 0 ? ["Nothing is subscribed to yet."] : subscriptionsTable(subscriptions)),
  "",
  ...(inbox.length === 0 ? ["Nothing has arrived yet."] : inboxTable(inbox))
]

/** `webhooks`: what sources tell by themselves. */
export const Webhooks = Command.make("webhooks", { org, url, json }, ({ json, org, url }) =>
  withEngine(url, (client) =>
    Effect.flatMap(client.GetWebhooks({ orgId: org }), (view) =>
      json ? printJson(WebhooksSchema)(view) : printLines(text(view))
    )
  )
).pipe(Command.withDescription("Show an organisation's webhook subscriptions and its inbox"))
