import type { HttpClient } from "@effect/platform"
import { Clock, DateTime, Effect, Redacted } from "effect"
import { createHmac } from "node:crypto"
import type { AlertChannel } from "./AlertChannel.ts"
import type { AlertMessage } from "./AlertMessage.ts"
import { postJson } from "./PostJson.ts"

const bodyOf = ({ alerts, createdAt, event }: AlertMessage): string =>
  JSON.stringify({ type: `alert.${event}`, timestamp: DateTime.formatIso(createdAt), data: { alerts } })

/**
 * Posts messages signed as Standard Webhooks are: `webhook-id` is the same for every attempt, so that a receiver can tell
 * a repetition, and the signature covers it, the time of the attempt and the body.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const webhookChannel = (
  client: HttpClient.HttpClient,
  options: { readonly url: Redacted.Redacted; readonly secret: Redacted.Redacted }
): AlertChannel => ({
  name: "webhook",
  send: (message) =>
    Effect.gen(function* () {
      const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      const body = bodyOf(message)
      const signature = createHmac("sha256", Buffer.from(Redacted.value(options.secret), "base64"))
        .update(`${message.messageId}.${timestamp}.${body}`)
        .digest("base64")
      yield* postJson(client, {
        url: options.url,
        body,
        headers: {
          "webhook-id": message.messageId,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": `v1,${signature}`
        }
      })
    })
})
