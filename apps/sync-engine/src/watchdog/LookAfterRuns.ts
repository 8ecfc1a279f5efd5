import { Cause, Effect, Exit } from "effect"
import { WatchdogConfig } from "../config/WatchdogConfig.ts"
import { type SilentRun, VitalsStore } from "../stores/VitalsStore.ts"
import { SyncEntity } from "../sync/SyncEntity.ts"
import { SyncOrganization } from "../sync/SyncOrganization.ts"

/** Why the run's workflow will never move again; null as long as it may. */
const endOf = Effect.fnUntraced(function* (runId: string) {
  const executionId = yield* SyncOrganization.executionId({ runId })
  const polled = yield* Effect.exit(SyncOrganization.poll(executionId))
  if (Exit.isFailure(polled)) return Cause.pretty(polled.cause)
  if (polled.value === undefined || polled.value._tag === "Suspended") return null
  const { exit } = polled.value
  return Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "it said nothing of how the run ended"
})

/** Wakes whatever sleeps without anything to wake it. Where a workflow is known and at work this does nothing. */
const wake = Effect.fnUntraced(function* ({ entities, runId }: SilentRun) {
  for (const entity of entities) yield* SyncEntity.resume(yield* SyncEntity.executionId({ runId, entity }))
  yield* SyncOrganization.execute({ runId }, { discard: true })
  yield* SyncOrganization.resume(yield* SyncOrganization.executionId({ runId }))
  yield* Effect.annotateLogs(Effect.logWarning("run is silent and was woken up"), { runId, entities })
})

/**
 * Looks after the runs that nobody was heard to work on for a while: one whose workflow has ended is failed, the others are
 * woken up. What is merely slow is heard of, and left alone.
 */
export const lookAfterRuns = Effect.gen(function* () {
  const vitals = yield* VitalsStore
  const { silenceSeconds } = yield* WatchdogConfig
  for (const run of yield* vitals.silent(silenceSeconds)) {
    const end = yield* endOf(run.runId)
    if (end === null) yield* wake(run)
    else if (yield* vitals.reap(run.runId, `The run's workflow has ended: ${end.split("\n")[0] ?? end}`))
      yield* Effect.annotateLogs(Effect.logError("run reaped", end), { runId: run.runId })
  }
})
