import { SqlClient } from "@effect/sql"
import { SqlError } from "@effect/sql/SqlError"
import { canonicalEntityNames } from "@openfaith/canonical"
import { Context, Data, Effect, Layer } from "effect"
import { sqlState } from "../database/SqlFailure.ts"
import type { Cursor } from "../sync/Cursor.ts"
import { type BadRecord, badRecord, type ChangedRecord, type PreparedRecords } from "../sync/PreparePages.ts"
import { CanonicalStore, hardReferences } from "./CanonicalStore.ts"
import { DeadLetterStore, letterKey } from "./DeadLetterStore.ts"
import type { OpenStream } from "./StreamStore.ts"

/** Somebody else works on the stream now; nothing of this batch was written. */
export class Fenced extends Data.TaggedError("Fenced")<{ readonly runId: string; readonly entity: string }> {}

/** One page as the ledger remembers it. */
export interface LedgerPage {
  readonly request: unknown
  /** External ids of the records on the page by entity. */
  readonly ids: Readonly<Record<string, ReadonlyArray<string>>>
  readonly bytes: number
  readonly askedAt: number
  readonly tookMillis: number
}

/** Pages that are committed together, with the cursor behind them. */
export interface Batch {
  readonly stream: OpenStream
  /** Pages committed before this batch: a batch is committed once, whatever becomes of its acknowledgement. */
  readonly committedPages: number
  readonly pages: ReadonlyArray<LedgerPage>
  readonly prepared: PreparedRecords
  /** Ids of rows that were there before this batch. */
  readonly present: ReadonlySet<string>
  readonly requests: number
  readonly cursor: Cursor
  readonly expectedRows: number | null
  readonly requestsRemaining: number | null
  /** Letters that may be healed by this batch, by `letterKey`. */
  readonly letters: ReadonlySet<string>
}

/** What a committed batch came to. */
export interface Committed {
  readonly cancelRequested: boolean
  readonly newLetters: ReadonlyArray<string>
}

interface Counts {
  inserted: number
  updated: number
  unchanged: number
  deadLettered: number
}

const isUnwritable = (error: unknown): boolean => {
  const code = sqlState(error)
  // data exceptions and violated constraints: the row's fault, not the database's
  return code !== undefined && (code.startsWith("22") || code.startsWith("23"))
}

/** Writes pages: rows, ledger, counts and cursor in one transaction, or nothing at all. */
export class PageStore extends Context.Tag("@openfaith/sync-engine/PageStore")<
  PageStore,
  { readonly commit: (batch: Batch) => Effect.Effect<Committed, Fenced | SqlError> }
>() {
  static readonly layer = Layer.effect(
    PageStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const canonical = yield* CanonicalStore
      const letters = yield* DeadLetterStore

      /** Writes all records of an entity in one statement, or, when one of them is poison, each by itself. */
      const writeEntity = Effect.fnUntraced(function* (
        batch: Batch,
        entity: string,
        records: ReadonlyArray<ChangedRecord>,
        oneByOne: boolean
      ) {
        const { adapter, orgId } = batch.stream
        const askedAt = Math.min(...batch.pages.map((page) => page.askedAt))
        const write = (some: ReadonlyArray<ChangedRecord>) =>
          canonical.write({ orgId, adapter, entity, askedAt, records: some.map(({ hashed }) => hashed) })
        if (!oneByOne) return { ...(yield* write(records)), bad: [] as ReadonlyArray<BadRecord> }
        const results = yield* Effect.forEach(records, (record) =>
          sql.withTransaction(write([record])).pipe(
            Effect.map((counts) => ({ ...counts, bad: [] as ReadonlyArray<BadRecord> })),
            Effect.catchIf(isUnwritable, (error) =>
              Effect.succeed({
                inserted: 0,
                updated: 0,
                bad: [
                  badRecord(record.source.record, {
                    reason: "Unwritable",
                    path: "",
                    message: String(error.cause)
                  })
                ]
              })
            )
          )
        )
        return {
          inserted: results.reduce((sum, { inserted }) => sum + inserted, 0),
          updated: results.reduce((sum, { updated }) => sum + updated, 0),
          bad: results.flatMap(({ bad }) => bad)
        }
      })

      /** Sets aside the records whose required parent is not there. */
      const withParents = Effect.fnUntraced(function* (
        batch: Batch,
        entity: string,
        records: ReadonlyArray<ChangedRecord>,
        present: ReadonlySet<string>
      ) {
        const references = hardReferences(entity)
        if (references.length === 0) return { whole: records, orphans: [] as ReadonlyArray<BadRecord> }
        const target = ({ hashed }: ChangedRecord, field: string) =>
          (hashed.fields as Readonly<Record<string, unknown>>)[field] as string
        const unsure = new Map<string, Array<string>>()
        for (const { entity: parent, field } of references) {
          const ids = new Set(records.map((record) => target(record, field)).filter((id) => !present.has(id)))
          unsure.set(parent, [...(unsure.get(parent) ?? []), ...ids])
        }
        const found = yield* canonical.known(batch.stream.orgId, unsure)
        const whole: Array<ChangedRecord> = []
        const orphans: Array<BadRecord> = []
        for (const record of records) {
          const missing = references.find(
            ({ field }) => !present.has(target(record, field)) && !found.has(target(record, field))
          )
          if (missing === undefined) whole.push(record)
          else {
            orphans.push(
              badRecord(record.source.record, {
                reason: "MissingParent",
                path: missing.field,
                message: `The ${missing.entity} that this ${entity} belongs to is not there.`
              })
            )
          }
        }
        return { whole, orphans }
      })

      const commitOnce = (batch: Batch, oneByOne: boolean) =>
        sql.withTransaction(
          Effect.gen(function* () {
            const counts = new Map<string, Counts>()
            const countsOf = (entity: string) => {
              const there = counts.get(entity) ?? { inserted: 0, updated: 0, unchanged: 0, deadLettered: 0 }
              counts.set(entity, there)
              return there
            }
            for (const [entity, unchanged] of batch.prepared.unchanged)
              countsOf(entity).unchanged += unchanged
            const bad = [...batch.prepared.bad]
            const present = new Set(batch.present)
            for (const entity of canonicalEntityNames) {
              const records = batch.prepared.changed.filter(({ hashed }) => hashed.entity === entity)
              if (records.length === 0) continue
              const { orphans, whole } = yield* withParents(batch, entity, records, present)
              bad.push(...orphans)
              if (whole.length === 0) continue
              const written = yield* writeEntity(batch, entity, whole, oneByOne)
              bad.push(...written.bad)
              for (const { hashed } of whole) present.add(hashed.id)
              const count = countsOf(entity)
              count.inserted += written.inserted
              count.updated += written.updated
              const fresh = whole.filter(({ source }) => !source.repeated).length
              count.unchanged += Math.max(0, fresh - written.inserted - written.updated - written.bad.length)
            }
            for (const { entity } of bad) countsOf(entity).deadLettered += 1
            const badKeys = bad.map(({ entity, recordKey }) => letterKey(entity, recordKey))
            if (bad.length > 0) yield* letters.put(batch.stream, bad)
            const healed = healedLetters(batch, new Set(badKeys))
            if (healed.length > 0) yield* letters.remove(batch.stream, healed)
            const cancelRequested = yield* moveCursor(batch, counts)
            return { cancelRequested, newLetters: badKeys }
          })
        )

      /** Ledger, counts and cursor: the statement that only the stream's present worker can make. */
      const moveCursor = Effect.fnUntraced(function* (batch: Batch, counts: ReadonlyMap<string, Counts>) {
        const { epoch, plan, runId } = batch.stream
        const entities = [plan.entity, ...plan.riders.map(({ entity }) => entity)]
        const deltas = entities.map((entity) => {
          const count = counts.get(entity) ?? { inserted: 0, updated: 0, unchanged: 0, deadLettered: 0 }
          return {
            entity,
            ...count,
            read: count.inserted + count.updated + count.unchanged + count.deadLettered
          }
        })
        const total = deltas.reduce(
          (sum, delta) => ({
            inserted: sum.inserted + delta.inserted,
            updated: sum.updated + delta.updated,
            unchanged: sum.unchanged + delta.unchanged,
            deadLettered: sum.deadLettered + delta.deadLettered
          }),
          { inserted: 0, updated: 0, unchanged: 0, deadLettered: 0 }
        )
        // The counts of a batch stand on its last page; its other pages have none of their own.
        const ledger = batch.pages.map((page, index) => ({
          page: batch.committedPages + index,
          request: page.request,
          ids: page.ids,
          bytes: page.bytes,
          fetchedAt: new Date(page.askedAt).toISOString(),
          fetchMillis: Math.round(page.tookMillis),
          ...(index === batch.pages.length - 1
            ? total
            : { inserted: 0, updated: 0, unchanged: 0, deadLettered: 0 })
        }))
        const [result] = yield* sql<{ moved: number; cancelRequested: boolean }>`
          with moved as (
            update sync.streams s set
              pages = s.pages + ${batch.pages.length},
              requests = s.requests + case when s.carrier is null then ${batch.requests} else 0 end,
              cursor = case when s.carrier is null then ${JSON.stringify(batch.cursor)}::jsonb end,
              expected_rows = case when s.carrier is null then ${batch.expectedRows}::integer end,
              requests_remaining = case when s.carrier is null then ${batch.requestsRemaining}::integer end,
              progressed_at = now(),
              read = s.read + d.read, inserted = s.inserted + d.inserted, updated = s.updated + d.updated,
              unchanged = s.unchanged + d.unchanged, dead_lettered = s.dead_lettered + d."deadLettered"
            from json_to_recordset(${JSON.stringify(deltas)}::json) as d(
              entity text, read integer, inserted integer, updated integer, unchanged integer, "deadLettered" integer
            )
            where s.run_id = ${runId} and s.entity = d.entity and s.epoch = ${epoch} and s.pages = ${batch.committedPages}
            returning s.entity
          ), written as (
            insert into sync.pages (
              run_id, entity, page, epoch, request, ids, inserted, updated, unchanged, dead_lettered, bytes,
              fetched_at, fetch_millis
            )
            select ${runId}, ${plan.entity}, p.page, ${epoch}, p.request, p.ids, p.inserted, p.updated, p.unchanged,
              p."deadLettered", p.bytes, p."fetchedAt", p."fetchMillis"
            from json_to_recordset(${JSON.stringify(ledger)}::json) as p(
              page integer, request jsonb, ids jsonb, inserted integer, updated integer, unchanged integer,
              "deadLettered" integer, bytes integer, "fetchedAt" timestamptz, "fetchMillis" integer
            )
            where exists (select from moved where entity = ${plan.entity})
          )
          select (select count(*)::int from moved where entity = ${plan.entity}) as moved,
            (select cancel_requested from sync.runs where run_id = ${runId}) as cancel_requested`
        if (result === undefined || result.moved === 0)
          return yield* new Fenced({ runId, entity: plan.entity })
        return result.cancelRequested
      })

      return {
        commit: (batch) =>
          Effect.catchIf(
            commitOnce(batch, false),
            (error) => error instanceof SqlError && isUnwritable(error),
            () => commitOnce(batch, true)
          )
      }
    })
  )
}

const healedLetters = ({ letters, prepared }: Batch, badKeys: ReadonlySet<string>): ReadonlyArray<string> => {
  if (letters.size === 0) return []
  const good = [...prepared.changed.map(({ hashed }) => hashed), ...prepared.unchangedIds]
  return good
    .map(({ entity, externalId }) => letterKey(entity, externalId ?? ""))
    .filter((key) => letters.has(key) && !badKeys.has(key))
}
