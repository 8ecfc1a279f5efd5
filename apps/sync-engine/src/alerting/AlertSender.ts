import { Singleton } from "@effect/cluster"
import { Effect, Layer } from "effect"
import { forever } from "../cluster/Forever.ts"
import { AlertConfig } from "../config/AlertConfig.ts"
import { AlertOutbox } from "../stores/AlertOutbox.ts"
import { AlertChannels } from "./AlertChannels.ts"
import { sendAlerts } from "./SendAlerts.ts"

const lookEvery = "5 seconds"

/**
 * Tells the configured channels of alerts, each by itself, so that one that is away holds up no other (decision 0018). There
 * is one in the cluster; what is to be told is read from the database, so that nothing is forgotten when it moves.
 */
export const AlertSender = Layer.unwrapEffect(
  Effect.map(Effect.all([AlertChannels, AlertConfig]), ([channels, { remindAfter }]) =>
    channels.length === 0
      ? Layer.empty
      : Singleton.make(
          "AlertSender",
          Effect.gen(function* () {
            const outbox = yield* AlertOutbox
            const names = channels.map(({ name }) => name)
            yield* Effect.all(
              [
                forever("queue of alert messages", lookEvery, outbox.queue(names, remindAfter)),
                ...channels.map((channel) =>
                  forever(`alerts by ${channel.name}`, lookEvery, sendAlerts(channel))
                )
              ],
              { concurrency: "unbounded", discard: true }
            )
          })
        )
  )
)
