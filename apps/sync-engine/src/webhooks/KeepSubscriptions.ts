import { Singleton } from "@effect/cluster"
import { Effect, FiberMap, Option, Schedule } from "effect"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { SubscriptionStore } from "../stores/SubscriptionStore.ts"
import { Subscriptions } from "./Subscriptions.ts"

const lookEvery = "2 seconds"
const dueAtOnce = 1_000
const checksAtOnce = 64

/**
 * Keeps sources telling: a subscription that failed too often is switched off by the source without a word. There is one in
 * the cluster; what is due is read from the database, so that nothing is forgotten when it moves. Each connection is checked
 * by itself, because one account that answers slowly must not keep the others waiting.
 */
export const KeepSubscriptions = Singleton.make(
  "KeepSubscriptions",
  Effect.gen(function* () {
    const { checkSeconds, url } = yield* WebhookConfig
    if (Option.isNone(url)) {
      return yield* Effect.logInfo("WEBHOOK_URL is not set: changes are found by syncs alone")
    }
    const store = yield* SubscriptionStore
    const subscriptions = yield* Subscriptions
    const turn = yield* Effect.makeSemaphore(checksAtOnce)
    const checks = yield* FiberMap.make<string>()
    const check = (connectionId: string) =>
      subscriptions.ensureSubscribed(connectionId).pipe(
        turn.withPermits(1),
        Effect.tapErrorCause((cause) =>
          Effect.logError("check of webhook subscriptions failed", cause).pipe(
            Effect.annotateLogs({ connectionId })
          )
        )
      )
    yield* untilDatabaseAnswers(store.due(checkSeconds, dueAtOnce)).pipe(
      Effect.flatMap(
        Effect.forEach((id) => FiberMap.run(checks, id, check(id), { onlyIfMissing: true }), {
          discard: true
        })
      ),
      Effect.repeat(Schedule.spaced(lookEvery)),
      Effect.sandbox,
      Effect.tapError((cause) => Effect.logError("look for due webhook checks failed", cause)),
      Effect.retry(Schedule.spaced("1 second")),
      Effect.orDie
    )
  }).pipe(Effect.scoped)
)
