import { Duration, Effect, Option } from "effect"
import { AlertOutbox } from "../stores/AlertOutbox.ts"
import { alertMessages } from "../telemetry/Metrics.ts"
import { type AlertChannel, NotDelivered } from "./AlertChannel.ts"

const patience = Duration.seconds(30)
// Longer than any attempt: what a crash left half sent is sent again then.
const lease = Duration.minutes(2)
// A reminder tells of it again, if it still matters.
const giveUpAfter = Duration.days(3)

const shortest = Duration.seconds(10)
const longest = Duration.hours(1)

/** How long a message waits after its so many attempts; twice as long each time, and as long as the channel asked for. */
export const delayAfter = (attempts: number, retryAfterSeconds: number | null): Duration.Duration =>
  Duration.min(
    Duration.max(
      Duration.times(shortest, 2 ** Math.min(attempts - 1, 20)),
      Duration.seconds(retryAfterSeconds ?? 0)
    ),
    longest
  )

/** Sends what is due on a channel, until there is no more; what it does not take waits for its next turn. */
export const sendAlerts = Effect.fnUntraced(
  function* ({ name, send }: AlertChannel) {
    const outbox = yield* AlertOutbox
    const told = (outcome: string) =>
      alertMessages.update(1, { "sync.channel": name, "sync.outcome": outcome })
    const abandoned = yield* outbox.abandon(name, giveUpAfter)
    if (abandoned > 0) yield* Effect.logError("alert messages given up", { abandoned })
    while (true) {
      const claimed = yield* outbox.claim(name, lease)
      if (Option.isNone(claimed)) return
      const { attempts, messageId, ...message } = claimed.value
      yield* send({ messageId, ...message }).pipe(
        Effect.timeoutFail({
          duration: patience,
          onTimeout: () =>
            new NotDelivered({ reason: "timeout", detail: "no answer in time", retryAfterSeconds: null })
        }),
        Effect.matchEffect({
          onSuccess: () => Effect.zipRight(outbox.sent(messageId), told("sent")),
          onFailure: (error) =>
            Effect.zipRight(
              Effect.zipRight(Effect.logWarning("alert message not sent", error), told("refused")),
              outbox.postpone(messageId, delayAfter(attempts, error.retryAfterSeconds), error.message)
            )
        }),
        Effect.withSpan("Alerts.send")
      )
    }
  },
  (effect, { name }) => Effect.annotateLogs(effect, { channel: name })
)
