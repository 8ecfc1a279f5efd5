import { Effect } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { AuditStore } from "../stores/AuditStore.ts"
import { HeldDeletionStore } from "../stores/HeldDeletionStore.ts"
import { type RunRow, RunStore, type StreamRow } from "../stores/RunStore.ts"
import { isComplete } from "./RunOutcome.ts"
import { type SourceAccount, sourceAccount } from "./SourceAccount.ts"
import { verifyDeletions } from "./VerifyDeletions.ts"

/**
 * Finds what a run's listings did not bring any more, parents before children, and has it verified. Only listings that
 * were read to their end and leave nothing out say anything; one that is empty says nothing, and one that misses too much
 * is not believed without a person.
 */
export const audit = Effect.fn("Audit")(function* (run: RunRow) {
  const runs = yield* RunStore
  const streams = yield* runs.streams([run.runId])
  const account = yield* sourceAccount(run.connectionId)
  const told = streams.filter(
    (stream) =>
      isComplete(stream.status) &&
      (stream.effectiveMode !== "delta" || account.withinOf(stream.entity) !== null)
  )
  yield* Effect.forEach(told, (stream) => auditStream(run, stream, account), { discard: true })
})

const auditStream = Effect.fnUntraced(function* (run: RunRow, stream: StreamRow, account: SourceAccount) {
  const audits = yield* AuditStore
  const config = yield* SyncConfig
  const held = yield* HeldDeletionStore
  const runs = yield* RunStore
  const upstreams = yield* Upstreams
  const { adapter, connectionId, orgId, runId } = run
  const { entity } = stream
  // A rider is listed wherever its carrier is.
  const within = stream.carrier === null ? account.withinOf(entity) : null
  const { living, missing, seen } = yield* audits.compare({
    runId,
    orgId,
    adapter,
    entity,
    carrier: stream.carrier ?? entity,
    within,
    whole: stream.effectiveMode !== "delta"
  })
  const believable = Math.max(config.heldDeletionMinimum, (living * config.heldDeletionPercent) / 100)
  if (missing.length > 0 && ((seen === 0 && within === null) || missing.length > believable)) {
    const isHeld = yield* held.hold({ orgId, connectionId, adapter, entity, runId, missing, living })
    if (isHeld)
      yield* Effect.logWarning("deletions held for a person").pipe(
        Effect.annotateLogs({ runId, entity, missing: missing.length, living, seen })
      )
    return
  }
  // What lies below parents that a delta did not visit is not told of.
  if (stream.effectiveMode !== "delta") yield* held.release(connectionId, entity)
  if (missing.length === 0) return
  yield* Effect.scoped(
    Effect.gen(function* () {
      const upstream = yield* upstreams.get(connectionId)
      yield* verifyDeletions(
        { upstream, account, runId },
        {
          entity,
          missing,
          isCalledOff: Effect.map(
            runs.find(runId),
            (found) => found._tag === "Some" && found.value.cancelRequested
          )
        }
      )
    })
  )
})
