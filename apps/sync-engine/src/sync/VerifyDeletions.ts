import type { SqlError } from "@effect/sql/SqlError"
import { Array, Effect, Number } from "effect"
import { concernsAccount, type Upstream, type UpstreamError } from "../connection/Upstream.ts"
import { ForOrganization } from "../database/ForOrganization.ts"
import { AuditStore, type MissingRow } from "../stores/AuditStore.ts"
import { type CanonicalStore, hardReferences } from "../stores/CanonicalStore.ts"
import type { DeadLetterStore } from "../stores/DeadLetterStore.ts"
import type { RecordWriter } from "../stores/RecordWriter.ts"
import { TombstoneStore } from "../stores/TombstoneStore.ts"
import { countRows } from "../telemetry/Metrics.ts"
import { missingChildren } from "./MissingChildren.ts"
import { everything } from "./PageSource.ts"
import { readRecord, type RecordReading } from "./ReadRecord.ts"
import type { SourceAccount } from "./SourceAccount.ts"
import { writeRecords } from "./WriteRecords.ts"

/** Work on records that may be gone. */
type Verifying<A = void> = Effect.Effect<
  A,
  SqlError | UpstreamError,
  ForOrganization | AuditStore | CanonicalStore | DeadLetterStore | RecordWriter | TombstoneStore
>

/** Whose rows they are, and the run that found them missing; null when it was no run. */
interface Inquiry {
  readonly upstream: Upstream
  readonly account: SourceAccount
  readonly runId: string | null
}

/** A record that the source does not know any more. */
export interface GoneRecord {
  readonly entity: string
  readonly externalId: string
  /** What the source said when it was asked for it. */
  readonly reading: Pick<Extract<RecordReading, { _tag: "Gone" }>, "askedAt" | "mergedInto" | "mergers">
  /** What has to happen in the same transaction. */
  readonly with?: Effect.Effect<void, SqlError>
}

/** Rows of one entity that were not brought. */
interface MissingRows {
  readonly entity: string
  readonly missing: ReadonlyArray<MissingRow>
}

const atOnce = { concurrency: 4 } as const

/** Asks the source for one row, and carries its verdict out at once, so that a crash loses none. */
const verify = (inquiry: Inquiry, entity: string, { externalId, parent }: MissingRow): Verifying =>
  Effect.gen(function* () {
    const { account, runId, upstream } = inquiry
    const reading = yield* readRecord(upstream, account, { entity, externalId, parent })
    if (reading._tag === "Found") {
      const { answer } = reading
      yield* writeRecords(account, everything(answer), { askedAt: answer.askedAt, runId })
    }
    if (reading._tag === "Gone") yield* bury(inquiry, { entity, externalId, reading })
  })

/**
 * Asks the source for each of these rows, one by one, and marks as deleted only those that it does not know; one that it
 * does know after all is written as it is now. Ends at the first of which the source will not tell.
 */
export const verifyDeletions = (inquiry: Inquiry, { entity, missing }: MissingRows): Verifying =>
  Effect.forEach(missing, (row) => verify(inquiry, entity, row), { ...atOnce, discard: true })

/**
 * The same of many rows that have nothing to do with each other: one of which the source will not tell stays as it is, and
 * keeps no other from being asked for. Answers how many those were.
 */
export const sweepDeletions = (
  inquiry: Inquiry,
  options: MissingRows & {
    /** Looked at before each question: the work ends when it says so. */
    readonly isCalledOff?: Effect.Effect<boolean, SqlError>
  }
): Verifying<number> => {
  const { entity, isCalledOff = Effect.succeed(false), missing } = options
  const sweep = (row: MissingRow) =>
    Effect.if(isCalledOff, { onTrue: () => Effect.void, onFalse: () => verify(inquiry, entity, row) }).pipe(
      Effect.as(0),
      Effect.catchIf(
        (error) => error._tag !== "SqlError" && !concernsAccount(error),
        (error) =>
          Effect.logWarning("missing record cannot be asked for, and stays", error).pipe(
            Effect.annotateLogs({ entity, externalId: row.externalId }),
            Effect.as(1)
          )
      )
    )
  return Effect.map(Effect.forEach(missing, sweep, atOnce), Number.sumAll)
}

/**
 * Marks a record as deleted, with all that hangs on it. Where it was merged, the record that is left is read first, and
 * what still hangs on the merged one is asked for one by one, since part of it went over; as long as the source will not tell of
 * all of it, nothing is marked.
 */
export const bury = (inquiry: Inquiry, gone: GoneRecord): Verifying =>
  Effect.gen(function* () {
    const organization = yield* ForOrganization
    const audits = yield* AuditStore
    const tombstones = yield* TombstoneStore
    const { account, runId, upstream } = inquiry
    const { entity, externalId } = gone
    const { askedAt, mergedInto, mergers } = gone.reading
    const { adapter, orgId } = account
    if (mergers.length > 0) yield* writeRecords(account, mergers, { askedAt, runId })
    if (mergedInto !== null) {
      const kept = yield* readRecord(upstream, account, { entity, externalId: mergedInto, parent: null })
      if (kept._tag === "Found") {
        const { answer } = kept
        yield* writeRecords(account, everything(answer), { askedAt: answer.askedAt, runId })
      }
      yield* verifyChildren(inquiry, { entity, externalId })
    }
    const deleted = yield* organization.transaction(
      orgId,
      Effect.gen(function* () {
        const tombstone = { orgId, adapter, entity, externalId, mergedInto, askedAt }
        const deleted = yield* tombstones.bury(tombstone)
        if (deleted.size > 0 && runId !== null) yield* audits.countDeleted(runId, deleted)
        if (gone.with !== undefined) yield* gone.with
        return deleted
      })
    )
    for (const [kind, count] of deleted) yield* countRows(kind, { deleted: count })
  })

/** Asks for each record that hangs on this one by our rows. */
const verifyChildren = (
  inquiry: Inquiry,
  { entity, externalId }: { readonly entity: string; readonly externalId: string }
): Verifying =>
  Effect.gen(function* () {
    const audits = yield* AuditStore
    const { account } = inquiry
    const { adapter, orgId } = account
    const kinds = Object.keys(account.entities).filter((child) =>
      hardReferences(child).some((reference) => reference.entity === entity)
    )
    const children = yield* missingChildren(account, { entity, externalIds: [externalId] }, kinds, [])
    for (const [child, rows] of Object.entries(Array.groupBy(children, (row) => row.entity))) {
      const within = account.withinOf(child)?.entity ?? entity
      const missing =
        within === entity
          ? rows
          : yield* Effect.forEach(rows, (row) =>
              Effect.map(
                audits.parentOf({
                  orgId,
                  adapter,
                  entity: child,
                  externalId: row.externalId,
                  parent: within
                }),
                (parent): MissingRow => ({ externalId: row.externalId, parent })
              )
            )
      yield* verifyDeletions(inquiry, { entity: child, missing })
    }
  })
