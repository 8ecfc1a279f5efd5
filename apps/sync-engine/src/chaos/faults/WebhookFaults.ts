import { Duration, Effect } from "effect"
import type { ChaosStack } from "../ChaosStack.ts"
import type { Inject, Injections } from "./Injection.ts"

const calm = { forged: 0, duplicates: 0, shuffleMs: 0 }

/** What strikes the deliveries of webhooks. */
export const webhookFaults = ({ query, simulator }: ChaosStack): Injections<"webhooks"> => {
  const { call } = simulator.admin
  const deliveries =
    (settings: Partial<typeof calm>): Inject =>
    ({ seconds }) =>
      Effect.acquireUseRelease(
        call("POST", "/_sim/webhooks", settings),
        () => Effect.sleep(Duration.seconds(seconds)),
        () => call("POST", "/_sim/webhooks", calm)
      )
  return {
    "webhooks-forged": deliveries({ forged: 0.5 }),
    "webhooks-duplicated": deliveries({ duplicates: 0.5 }),
    "webhooks-reordered": deliveries({ shuffleMs: 3_000 }),
    "webhooks-switched-off": Effect.fnUntraced(function* ({ draw, seconds }) {
      const subscriptions = yield* query<{ externalId: string }>(
        "select external_id from sync.webhook_subscriptions where active order by external_id"
      )
      const chosen = subscriptions[Math.floor(draw * subscriptions.length)]
      if (chosen !== undefined)
        yield* call("POST", `/_sim/webhooks/subscriptions/${chosen.externalId}`, { active: false })
      yield* Effect.sleep(Duration.seconds(seconds))
    })
  }
}
