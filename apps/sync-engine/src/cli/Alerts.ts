import { Command, Options } from "@effect/cli"
import { type Alert, Alerts as AlertsSchema } from "@openfaith/sync-api"
import { Effect } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { formatInstant } from "./Formats.ts"
import { printJson, printLines } from "./Output.ts"
import { json, org, url } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const all = Options.boolean("all").pipe(Options.withDescription("Show resolved alerts too"))

const rowOf = ({ kind, message, openedAt, resolvedAt, severity, subject }: Alert): ReadonlyArray<string> => [
  severity,
  kind,
  subject,
  formatInstant(openedAt),
  resolvedAt === null ? "open" : formatInstant(resolvedAt),
  message
]

const text = ({ alerts }: AlertsSchema): ReadonlyArray<string> =>
  alerts.length === 0
    ? ["There are no alerts."]
    : textTable(
        ["severity", "kind", "subject", "opened", "resolved", "message"].map((heading) => ({ heading })),
        alerts.map(rowOf)
      )

/** `alerts`: what a person should know of an organisation's syncs. */
export const Alerts = Command.make("alerts", { org, all, url, json }, ({ all, json, org, url }) =>
  withEngine(url, (client) =>
    Effect.flatMap(client.ListAlerts({ orgId: org, all }), (alerts) =>
      json ? printJson(AlertsSchema)(alerts) : printLines(text(alerts))
    )
  )
).pipe(Command.withDescription("Show an organisation's open alerts, newest first"))
