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
      // The address of a chat is a secret, and spans tell the addresses of requests.
      const client = HttpClient.withTracerDisabledWhen(yield* HttpClient.HttpClient, () => true)
      const { email, slack, webhook } = yield* AlertConfig
      return Array.getSomes([
        Option.map(webhook, (options) => webhookChannel(client, options)),
        Option.map(slack, (url) => slackChannel(client, { url })),
        Option.map(email, emailChannel)
      ])
    })
  )
}
