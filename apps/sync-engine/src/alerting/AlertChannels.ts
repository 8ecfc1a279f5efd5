import { HttpClient } from "@effect/platform"
import { Array, Context, Effect, Layer, Option } from "effect"
import { AlertConfig } from "../config/AlertConfig.ts"
import type { AlertChannel } from "./AlertChannel.ts"
import { emailChannel } from "./EmailChannel.ts"
import { slackChannel } from "./SlackChannel.ts"
import { webhookChannel } from "./WebhookChannel.ts"

/** The channels that are configured. */
export class AlertChannels extends Context.Tag("@openfaith/sync-engine/AlertChannels")<
  AlertChannels,
  ReadonlyArray<AlertChannel>
>() {
  static readonly layer = Layer.effect(
    AlertChannels,
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const { email, slack, webhook } = yield* AlertConfig
      return Array.getSomes([
        Option.map(webhook, (options) => webhookChannel(client, options)),
        Option.map(slack, (url) => slackChannel(client, { url })),
        Option.map(email, emailChannel)
      ])
    })
  )
}
