import { Duration, Effect } from "effect"
import type { ChaosStack } from "../ChaosStack.ts"
import type { Fault } from "../FaultSchedule.ts"
import type { Recoveries } from "../Recoveries.ts"
import type { Inject, Injections } from "./Injection.ts"

/** What strikes one node: the one that works on most, if any works, since it has the most to lose. */
export const nodeFaults = ({ slots, tell }: ChaosStack, recoveries: Recoveries): Injections<"node"> => {
  const victim = Effect.fnUntraced(function* ({ draw, kind }: Fault) {
    const candidates = yield* Effect.forEach(slots, (slot) =>
      Effect.map(recoveries.worksOn(slot), (streams) => ({ slot, streams }))
    )
    const most = Math.max(...candidates.map(({ streams }) => streams.length))
    const busiest = candidates.filter(({ streams }) => streams.length === most)
    const chosen = busiest[Math.floor(draw * busiest.length)]
    if (chosen === undefined) return yield* Effect.dieMessage("there are no nodes")
    yield* tell(`${kind}: ${chosen.slot.name}, which works on ${chosen.streams.length} streams`)
    return chosen
  })

  const ended =
    (signal: "SIGKILL" | "SIGTERM"): Inject =>
    (fault) =>
      Effect.gen(function* () {
        const { slot, streams } = yield* victim(fault)
        yield* recoveries.ofStreams(fault.kind, streams)
        yield* slot.end(signal, fault.seconds)
      })

  return {
    "node-killed": ended("SIGKILL"),
    "node-stopped": ended("SIGTERM"),
    "node-paused": Effect.fnUntraced(function* (fault) {
      const { slot, streams } = yield* victim(fault)
      const { process } = yield* slot.current
      yield* Effect.acquireUseRelease(
        Effect.zipRight(process.signal("SIGSTOP"), recoveries.ofStreams(fault.kind, streams)),
        () => Effect.sleep(Duration.seconds(fault.seconds)),
        () => process.signal("SIGCONT")
      )
    }),
    "node-cut-off": Effect.fnUntraced(function* (fault) {
      const { slot, streams } = yield* victim(fault)
      yield* recoveries.ofStreams(fault.kind, streams)
      yield* slot.proxy.holding(Effect.sleep(Duration.seconds(fault.seconds)))
    })
  }
}
