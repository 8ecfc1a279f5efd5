import { Singleton } from "@effect/cluster"
import { Effect } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import { pace } from "../load/Pace.ts"
import { Pressure } from "../load/Pressure.ts"
import { HeldDeletionStore } from "../stores/HeldDeletionStore.ts"
import { RunStore } from "../stores/RunStore.ts"
import { ApplyDeletions } from "../sync/ApplyDeletions.ts"
import { SyncOrganization } from "../sync/SyncOrganization.ts"
import { forever } from "./Forever.ts"

const lookEvery = "250 millis"
const begunASecond = 8
// A look at a busy node takes seconds; one that took longer still shows that the node has enough to do.
const secondsMadeUp = 4
const begunAtOnce = 8

/**
 * Starts queued runs, at most so many at once, organisations taking turns: a few a second, so that a node that bears no more
 * is seen before it has all of them, and none while this one is under pressure. It is not fewer when the node is busy: of runs
 * that are asked for together the last must not begin long after the first. There is one in the cluster; the next
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
    const mayBegin = yield* pace(begunASecond, secondsMadeUp)
    const started = new Set<string>()
    const look = Effect.gen(function* () {
      const allowed = yield* mayBegin
      const due = yield* runs.due(maxConcurrentRuns)
      const fresh = due.filter(({ runId }) => !started.has(runId))
      const begun = fresh.filter(({ status }) => status === "running")
      const queued = fresh.filter(({ status }) => status === "queued")
      const next = queued.slice(0, (yield* pressure.level) === "normal" ? allowed : 0)
      yield* Effect.forEach(
        [...begun, ...next],
        ({ runId }) =>
          Effect.tap(SyncOrganization.execute({ runId }, { discard: true }), () =>
            Effect.sync(() => started.add(runId))
          ),
        { concurrency: begunAtOnce, discard: true }
      )
      for (const heldDeletionId of yield* held.approved) {
        yield* ApplyDeletions.execute({ heldDeletionId }, { discard: true })
      }
      const alive = new Set(due.map(({ runId }) => runId))
      for (const runId of started) if (!alive.has(runId)) started.delete(runId)
    })
    yield* forever("dispatcher", lookEvery, pressure.below("critical")(look))
  })
)
