import { Singleton } from "@effect/cluster"
import { Effect } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import { Pressure } from "../load/Pressure.ts"
import { RunStore } from "../stores/RunStore.ts"
import { HeldDeletionStore } from "../stores/HeldDeletionStore.ts"
import { ApplyDeletions } from "../sync/ApplyDeletions.ts"
import { SyncOrganization } from "../sync/SyncOrganization.ts"
import { forever } from "./Forever.ts"

const lookEvery = "250 millis"
const begunALook = 2

/**
 * Starts queued runs, at most so many at once, organisations taking turns: a few a look, so that a node that bears no more is
 * seen before it has all of them, and none while this one is under pressure. There is one in the cluster; the next
 * one starts running runs too, which does nothing where the workflow is known and mends what a crash left between
 * the run's row and its workflow.
 */
export const Dispatcher = Singleton.make(
  "Dispatcher",
  Effect.gen(function* () {
    const runs = yield* RunStore
    const pressure = yield* Pressure
    const held = yield* HeldDeletionStore
    const { maxConcurrentRuns } = yield* SyncConfig
    const started = new Set<string>()
    const look = Effect.gen(function* () {
      const due = yield* runs.due(maxConcurrentRuns)
      let toBegin = (yield* pressure.level) === "normal" ? begunALook : 0
      for (const { runId, status } of due) {
        if (started.has(runId) || (status === "queued" && toBegin === 0)) continue
        if (status === "queued") toBegin -= 1
        yield* SyncOrganization.execute({ runId }, { discard: true })
        started.add(runId)
      }
      for (const heldDeletionId of yield* held.approved) {
        yield* ApplyDeletions.execute({ heldDeletionId }, { discard: true })
      }
      const alive = new Set(due.map(({ runId }) => runId))
      for (const runId of started) if (!alive.has(runId)) started.delete(runId)
    })
    yield* forever("dispatcher", lookEvery, pressure.below("critical")(look))
  })
)
