import { type AnyEndpoint, type FetchedRecord, isJsonObject, relatedId } from "@openfaith/adapter-core"
import { Array, Clock, Effect, Order } from "effect"
import type { Upstream } from "../connection/Upstream.ts"
import { AuditStore } from "../stores/AuditStore.ts"
import { InboxStore, type PendingRow } from "../stores/InboxStore.ts"
import { missingChildren } from "./MissingChildren.ts"
import { everything, readBelow } from "./PageSource.ts"
import { readByIds, readRecord } from "./ReadRecord.ts"
import type { SourceAccount } from "./SourceAccount.ts"
import { bury, verifyDeletions } from "./VerifyDeletions.ts"
import { writeRecords } from "./WriteRecords.ts"

/** A record of an account. */
export interface NamedRecord {
  readonly entity: string
  readonly externalId: string
}

/** Records of one kind of an account. */
interface NamedRecords {
  readonly entity: string
  readonly externalIds: ReadonlyArray<string>
}

/** When the source spoke; events come late, and in another order than they happened. */
const spokenAt = ({ eventTime, receivedAt }: PendingRow): number => (eventTime ?? receivedAt).getTime()

// Their times are whole seconds, and a record that is gone does not come back within one.
const inOrder = Order.combine(
  Order.mapInput(Order.number, spokenAt),
  Order.mapInput(Order.boolean, ({ action }: PendingRow) => action === "destroyed")
)

/** What the newest event that says anything of the record brought along. */
const recordOf = (rows: ReadonlyArray<PendingRow>, record: NamedRecord): FetchedRecord | null => {
  const newest = rows.findLast(({ action }) => action === "created" || action === "updated")
  const payload = newest?.payload
  const raw = isJsonObject(payload) ? payload["data"] : undefined
  return isJsonObject(raw) ? { entity: record.entity, externalId: record.externalId, raw } : null
}

/** The record above, where the path of this one needs it: by our own row, or by what the event tells. */
const parentOf = Effect.fnUntraced(function* (
  account: SourceAccount,
  record: NamedRecord,
  rows: ReadonlyArray<PendingRow>
) {
  const audits = yield* AuditStore
  const within = account.withinOf(record.entity)
  if (within === null) return null
  const { adapter, orgId } = account
  const known = yield* audits.parentOf({ orgId, adapter, ...record, parent: within.entity })
  if (known !== null) return known
  const told = recordOf(rows, record)
  return told === null ? null : relatedId(told.raw, within.relationship)
})

/** Children that records of a kind were read without are asked for one by one, and marked as deleted if they are gone. */
const verifyChildren = Effect.fnUntraced(function* (
  upstream: Upstream,
  account: SourceAccount,
  parents: NamedRecords,
  children: ReadonlyArray<string>,
  seen: ReadonlyArray<FetchedRecord>
) {
  const missing = yield* missingChildren(account, parents, children, seen)
  for (const [entity, rows] of Object.entries(Array.groupBy(missing, (row) => row.entity)))
    yield* verifyDeletions({ upstream, account, runId: null }, { entity, missing: rows })
})

/** Reads a list below a record, and what of it is gone. */
const readChildren = Effect.fnUntraced(function* (
  upstream: Upstream,
  account: SourceAccount,
  { entity, externalId }: NamedRecord,
  list: AnyEndpoint
) {
  if (list.within === null) return
  const askedAt = yield* Clock.currentTimeMillis
  const pages = yield* readBelow(
    upstream,
    {
      endpoint: list.name,
      include: [],
      pageSize: list.pageSize,
      window: null,
      order: null,
      fixed: list.fixed
    },
    { [list.within.param]: externalId }
  )
  const records = pages.flatMap((page) => page.answer.page.primary)
  yield* writeRecords(account, records, { askedAt, runId: null })
  yield* verifyChildren(upstream, account, { entity, externalIds: [externalId] }, [list.entity.name], records)
})

/** What lies below records that were read, and is read by itself or was brought along; what of it is gone is buried. */
const settleChildren = Effect.fnUntraced(function* (
  upstream: Upstream,
  account: SourceAccount,
  { entity, externalIds }: NamedRecords,
  carried: ReadonlyArray<FetchedRecord>
) {
  for (const list of account.listsBelow(entity))
    for (const externalId of externalIds) yield* readChildren(upstream, account, { entity, externalId }, list)
  const kinds = Object.values(account.listOf(entity)?.carries ?? {})
  if (kinds.length > 0) yield* verifyChildren(upstream, account, { entity, externalIds }, kinds, carried)
})

/**
 * Makes the row of a record what the record is at the source now, with its children, and marks as worked off what the
 * inbox held of it before the source was asked. The order of events does not matter, since it is the record that is
 * read; only where it may not be read is an event's own copy believed.
 */
export const readAndWrite = Effect.fn("ReadAndWrite")(function* (
  upstream: Upstream,
  account: SourceAccount,
  record: NamedRecord
) {
  const inbox = yield* InboxStore
  const { entity, externalId } = record
  const rows = Array.sort(yield* inbox.pendingOf(account.connectionId, entity, [externalId]), inOrder)
  if (!Array.isNonEmptyReadonlyArray(rows)) return
  const inquiry = { upstream, account, runId: null }
  const workedOff = inbox.finish(rows, "processed", null)
  const keptId = rows.findLast((row) => row.action === "merged")?.keptId ?? null

  const parent = yield* parentOf(account, record, rows)
  const askedAt = yield* Clock.currentTimeMillis
  const reading = yield* readRecord(upstream, account, { entity, externalId, parent }).pipe(
    Effect.catchTag("Forbidden", () => Effect.succeed({ _tag: "Unaskable" as const }))
  )
  switch (reading._tag) {
    case "Gone":
      return yield* bury(inquiry, {
        entity,
        externalId,
        reading: { ...reading, mergedInto: reading.mergedInto ?? keptId },
        with: workedOff
      })
    case "Unaskable": {
      // Whoever asked for the record says nothing of it.
      const said = rows.findLast(({ action }) => action !== "unknown")
      if (said?.action === "destroyed" || keptId !== null) {
        const reading = { askedAt, mergedInto: keptId, mergers: [] }
        return yield* bury(inquiry, { entity, externalId, reading, with: workedOff })
      }
      const told = recordOf(rows, record)
      return told === null
        ? yield* workedOff
        : yield* Effect.asVoid(writeRecords(account, [told], { askedAt, runId: null, with: workedOff }))
    }
    case "Found": {
      const { answer } = reading
      yield* writeRecords(account, everything(answer), { askedAt: answer.askedAt, runId: null })
      yield* settleChildren(upstream, account, { entity, externalIds: [externalId] }, answer.page.carried)
      // Last, so that whatever dies before is done again.
      yield* workedOff
    }
  }
})

/**
 * Does the same for several records of one kind with one request, where their list can be asked for them. Answers those
 * that it did not bring, or that cannot be asked for so: they are to be looked at one by one.
 */
export const readAndWriteTogether = Effect.fn("ReadAndWriteTogether")(function* <R extends NamedRecord>(
  upstream: Upstream,
  account: SourceAccount,
  entity: string,
  records: ReadonlyArray<R>
) {
  const inbox = yield* InboxStore
  const list = account.listByIds(entity)
  if (list === null || records.length === 1) return records
  // What comes in after this is asked for again.
  const named = records.map(({ externalId }) => externalId)
  const pending = Array.groupBy(
    yield* inbox.pendingOf(account.connectionId, entity, named),
    ({ externalId }) => externalId
  )
  const asked = records.filter(({ externalId }) => externalId in pending)
  if (asked.length === 0) return []
  const ids = asked.map(({ externalId }) => externalId)
  const answer = yield* readByIds(upstream, list, ids, Object.keys(list.carries))
  yield* writeRecords(account, everything(answer), { askedAt: answer.askedAt, runId: null })
  const brought = new Set(answer.page.primary.map(({ externalId }) => externalId))
  const externalIds = ids.filter((id) => brought.has(id))
  yield* settleChildren(upstream, account, { entity, externalIds }, answer.page.carried)
  const rows = externalIds.flatMap((id) => pending[id] ?? [])
  yield* inbox.finish(rows, "processed", null)
  return asked.filter(({ externalId }) => !brought.has(externalId))
})
