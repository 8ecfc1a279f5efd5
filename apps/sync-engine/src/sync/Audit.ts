import { Array, Effect } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import {
  type AuditedList,
  AuditStore,
  mergerEntity,
  type MissingRow,
  removedEntity
} from "../stores/AuditStore.ts"
import { HeldDeletionStore } from "../stores/HeldDeletionStore.ts"
import { type RunRow, RunStore, type StreamRow } from "../stores/RunStore.ts"
import { isComplete } from "./RunOutcome.ts"
import { type SourceAccount, sourceAccount } from "./SourceAccount.ts"
import { sweepDeletions } from "./VerifyDeletions.ts"

const listOf = (
  { adapter, orgId, runId }: RunRow,
  { carrier, effectiveMode, entity }: StreamRow,
  account: SourceAccount
): AuditedList => ({
  runId,
  orgId,
  adapter,
  entity,
  carrier: carrier ?? entity,
  // A rider is listed wherever its carrier is.
  within: carrier === null ? account.withinOf(entity) : null,
  whole: effectiveMode !== "delta"
})

/**
 * Finds what a run's listings did not bring any more, parents before children, and has it verified. Only listings that
 * were read to their end and leave nothing out say anything; one that is empty says nothing, and one that misses too much
 * is not believed without a person.
 */
export const audit = Effect.fn("Audit")(function* (run: RunRow) {
  const audits = yield* AuditStore
  const held = yield* HeldDeletionStore
  const runs = yield* RunStore
  const streams = yield* runs.streams([run.runId])
  const account = yield* sourceAccount(run.connectionId)
  const told = streams.filter(
    (stream) =>
      isComplete(stream.status) &&
      (stream.effectiveMode !== "delta" || account.withinOf(stream.entity) !== null)
  )
  if (streams.some(({ entity, status }) => entity === mergerEntity && isComplete(status)))
    yield* auditMergers(run, account)
  const lists = told.map((stream) => listOf(run, stream, account))
  const findings = yield* audits.compare(lists)
  const [brought, lacking] = Array.partition(
    lists,
    ({ entity }) => (findings.get(entity)?.missing.length ?? 0) > 0
  )
  // What lies below parents that a delta did not visit is not told of.
  const released = brought.filter(({ whole }) => whole).map(({ entity }) => entity)
  if (released.length > 0) yield* held.release(run.connectionId, released)
  yield* Effect.forEach(lacking, (list) => auditList(run, list, account), { discard: true })
})

/** Looks at a list of which something is missing; what hung on rows that were buried meanwhile is not missing any more. */
const auditList = Effect.fnUntraced(function* (run: RunRow, list: AuditedList, account: SourceAccount) {
  const audits = yield* AuditStore
  const config = yield* SyncConfig
  const held = yield* HeldDeletionStore
  const { adapter, connectionId, orgId, runId } = run
  const { entity, whole, within } = list
  const found = (yield* audits.compare([list])).get(entity)
  if (found === undefined) return
  const { living, missing, seen } = found
  const believable = Math.max(config.heldDeletionMinimum, (living * config.heldDeletionPercent) / 100)
  if (missing.length > 0 && ((seen === 0 && within === null) || missing.length > believable)) {
    const isHeld = yield* held.hold({
      orgId,
      connectionId,
      adapter,
      entity,
      runId,
      missing,
      living,
      whole
    })
    if (isHeld)
      yield* Effect.logWarning("deletions held for a person").pipe(
        Effect.annotateLogs({ runId, entity, missing: missing.length, living, seen })
      )
    return
  }
  if (whole) yield* held.release(connectionId, [entity])
  if (missing.length === 0) return
  yield* verify(run, account, entity, missing)
})

/** Asks for each row, until somebody calls the run off. */
const verify = Effect.fnUntraced(function* (
  { connectionId, runId }: RunRow,
  account: SourceAccount,
  entity: string,
  missing: ReadonlyArray<MissingRow>
) {
  const runs = yield* RunStore
  const upstreams = yield* Upstreams
  const upstream = yield* upstreams.get(connectionId)
  const isCalledOff = Effect.map(
    runs.find(runId),
    (found) => found._tag === "Some" && found.value.cancelRequested
  )
  yield* sweepDeletions({ upstream, account, runId }, { entity, missing, isCalledOff })
}, Effect.scoped)

/** A merger tells by itself of a person who is gone, whom a delta's lists do not miss. */
const auditMergers = Effect.fnUntraced(function* (run: RunRow, account: SourceAccount) {
  const audits = yield* AuditStore
  const removed = yield* audits.mergedAway(run)
  if (removed.length > 0) yield* verify(run, account, removedEntity, removed)
})
