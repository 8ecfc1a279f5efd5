import { Duration, Effect } from "effect"
import type { ChaosStack } from "../ChaosStack.ts"
import type { Injections } from "./Injection.ts"

/** What strikes the source's clock. It never goes back: its timestamps order its changes. */
export const clockFaults = ({ simulator }: ChaosStack): Injections<"clock"> => {
  const set = (clock: object) => simulator.admin.call("POST", "/_sim/clock", clock)
  let ahead = 0
  return {
    "clock-advanced": Effect.fnUntraced(function* ({ draw }) {
      const advanceSeconds = 30 + Math.floor(draw * 600)
      ahead += advanceSeconds
      yield* set({ advanceSeconds })
    }),
    "clock-stopped": ({ seconds }) =>
      Effect.acquireUseRelease(
        Effect.suspend(() => set({ now: new Date(Date.now() + ahead * 1000) })),
        () => Effect.sleep(Duration.seconds(seconds)),
        () => set({ release: true, advanceSeconds: ahead })
      )
  }
}
