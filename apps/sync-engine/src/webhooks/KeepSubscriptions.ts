import { Singleton } from "@effect/cluster"
import { Effect, Option } from "effect"
import { forever } from "../cluster/Forever.ts"
import { perConnection } from "../cluster/PerConnection.ts"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import { SubscriptionStore } from "../stores/SubscriptionStore.ts"
import { Subscriptions } from "./Subscriptions.ts"

const lookEvery = "2 seconds"
const dueAtOnce = 1_000
const checksAtOnce = 64

/**
 * Keeps sources telling: a subscription that failed too often is switched off by the source without a word. There is one in
 * the cluster; what is due is read from the database, so that nothing is forgotten when it moves.
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
    const look = yield* perConnection({
      name: "check of webhook subscriptions",
      atOnce: checksAtOnce,
      due: store.due(checkSeconds, dueAtOnce),
      work: subscriptions.ensureSubscribed
    })
    yield* forever("look for due webhook checks", lookEvery, look)
  }).pipe(Effect.scoped)
)
