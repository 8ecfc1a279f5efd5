import { SqlClient } from "@effect/sql"
import { SqlError } from "@effect/sql/SqlError"
import { Context, Data, Effect, Layer } from "effect"
import { ForOrganization } from "../database/ForOrganization.ts"
import { isRefusedRow } from "../database/SqlFailure.ts"
import { inSpan } from "../telemetry/InSpan.ts"
import { countRows, pages as pagesRead } from "../telemetry/Metrics.ts"
import type { Cursor } from "../sync/Cursor.ts"
import type { BadRecord, PreparedRecords } from "../sync/PreparePages.ts"
import type { Tally } from "../sync/RunBreaker.ts"
import { entitiesOf } from "../sync/RunPlan.ts"
import { DeadLetterStore, letterKey } from "./DeadLetterStore.ts"
import { RecordWriter, type WrittenEntity } from "./RecordWriter.ts"
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
  readonly requests: number
  readonly cursor: Cursor
  readonly expectedRows: number | null
  readonly requestsRemaining: number | null
  /** Whether the listing leaves nothing out. */
  readonly whole: boolean
  /** Where a list without timestamps is looked at next, if that changes. */
  readonly position: number | null
  /** The latest timestamp of each entity's changes. */
  readonly highWater: ReadonlyMap<string, string>
  /** The source's own time of the last answer, milliseconds since the epoch. */
  readonly answeredAt: number | null
  /** Letters that may be healed by this batch, by `letterKey`. */
  readonly letters: ReadonlySet<string>
}

/** What a committed batch came to. */
export interface Committed {
  readonly cancelRequested: boolean
  /** What all streams of the run came to so far. */
  readonly tally: Tally
  readonly newLetters: ReadonlyArray<string>
}

interface Counts {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly deadLettered: number
  /** Those of the dead letters that only miss a parent. */
  readonly orphaned: number
}

const none: Counts = { inserted: 0, updated: 0, unchanged: 0, deadLettered: 0, orphaned: 0 }

const plus = (one: Counts, other: Partial<Counts>): Counts => ({
  inserted: one.inserted + (other.inserted ?? 0),
  updated: one.updated + (other.updated ?? 0),
  unchanged: one.unchanged + (other.unchanged ?? 0),
  deadLettered: one.deadLettered + (other.deadLettered ?? 0),
  orphaned: one.orphaned + (other.orphaned ?? 0)
})

/** What became of the batch's records, entity by entity. */
const countsOf = (
  { prepared }: Batch,
  written: ReadonlyArray<WrittenEntity>,
  bad: ReadonlyArray<BadRecord>
): ReadonlyMap<string, Counts> => {
  const counts = new Map<string, Counts>()
  const add = (entity: string, some: Partial<Counts>) =>
    counts.set(entity, plus(counts.get(entity) ?? none, some))
  for (const [entity, unchanged] of prepared.unchanged) add(entity, { unchanged })
  for (const { entity, ...some } of written) add(entity, some)
  for (const { entity, reason } of bad)
    add(entity, { deadLettered: 1, orphaned: reason === "MissingParent" ? 1 : 0 })
  return counts
}

/** A batch, and what became of its records. */
interface Move {
  readonly batch: Batch
  readonly counts: ReadonlyMap<string, Counts>
}

/** Whether a batch takes more than the one statement that moves its stream. */
const hasNews = ({ letters, prepared: { bad, changed } }: Batch): boolean =>
  changed.length > 0 || bad.length > 0 || letters.size > 0

const rowOfBatch = (batch: Batch) => {
  const { epoch, plan } = batch.stream
  return {
    carrier: plan.entity,
    epoch,
    committedPages: batch.committedPages,
    newPages: batch.pages.length,
    newRequests: batch.requests,
    newCursor: batch.cursor,
    expectedRows: batch.expectedRows,
    requestsRemaining: batch.requestsRemaining,
    listedWhole: batch.whole && plan.changes !== null,
    newPosition: batch.position,
    sourceTime: batch.answeredAt === null ? null : new Date(batch.answeredAt).toISOString(),
    // Changes come in their order, so what is read is all there is up to here. Other listings, and one whose filter the
    // source passes over, say so at their end, and only for the time before they began: what they had passed may have
    // changed since.
    inOrder: plan.changes?.kind === "filter" && !batch.whole,
    ended: batch.cursor.kind === "end"
  }
}

const countsOfEntities = ({ batch, counts }: Move) =>
  entitiesOf(batch.stream.plan).map((entity) => {
    const count = counts.get(entity) ?? none
    return {
      carrier: batch.stream.plan.entity,
      entity,
      ...count,
      highWater: batch.highWater.get(entity) ?? null,
      read: count.inserted + count.updated + count.unchanged + count.deadLettered
    }
  })

// The counts of a batch stand on its last page; its other pages have none of their own.
const ledgerOf = ({ batch, counts }: Move) => {
  const total = entitiesOf(batch.stream.plan).reduce<Counts>(
    (sum, entity) => plus(sum, counts.get(entity) ?? none),
    none
  )
  return batch.pages.map((page, index) => ({
    entity: batch.stream.plan.entity,
    page: batch.committedPages + index,
    request: page.request,
    ids: page.ids,
    bytes: page.bytes,
    fetchedAt: new Date(page.askedAt).toISOString(),
    fetchMillis: Math.round(page.tookMillis),
    ...(index === batch.pages.length - 1 ? total : none)
  }))
}

/** Writes pages: rows, ledger, counts and cursor in one transaction, or nothing at all. */
export class PageStore extends Context.Tag("@openfaith/sync-engine/PageStore")<
  PageStore,
  {
    readonly commit: (batch: Batch) => Effect.Effect<Committed, Fenced | SqlError>
    /**
     * Commits batches of several streams of a run, none of which brought anything new, in one statement. Answers the entities
     * of the streams that were moved: the others have a new worker.
     */
    readonly commitUnchanged: (
      runId: string,
      batches: ReadonlyArray<Batch>
    ) => Effect.Effect<ReadonlySet<string>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    PageStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const organization = yield* ForOrganization
      const writer = yield* RecordWriter
      const letters = yield* DeadLetterStore

      const commitOnce = (batch: Batch, oneByOne: boolean) =>
        organization.transaction(
          batch.stream.orgId,
          Effect.gen(function* () {
            const { adapter, orgId } = batch.stream
            const askedAt = Math.min(...batch.pages.map((page) => page.askedAt))
            const written = yield* writer.write(batch.prepared.changed, {
              orgId,
              adapter,
              askedAt,
              oneByOne
            })
            const bad = [...batch.prepared.bad, ...written.bad]
            const badKeys = bad.map(({ entity, recordKey }) => letterKey(entity, recordKey))
            if (bad.length > 0) yield* letters.put(batch.stream, bad)
            const healed = healedLetters(batch, new Set(badKeys))
            if (healed.length > 0) yield* letters.remove(batch.stream, healed)
            // A listing of changes does not bring a record without an id that has not changed.
            const listsAll = batch.stream.plan.changes === null || batch.whole
            if (batch.cursor.kind === "end" && batch.letters.size > 0 && listsAll)
              yield* letters.removeNameless(batch.stream, entitiesOf(batch.stream.plan))
            const counts = countsOf(batch, written.entities, bad)
            return yield* move(batch, counts, badKeys)
          })
        )

      /** The last statement of a batch. */
      const move = Effect.fnUntraced(function* (
        batch: Batch,
        counts: Move["counts"],
        newLetters: Committed["newLetters"]
      ) {
        const { plan, runId } = batch.stream
        const moved = yield* moveCursors(runId, [{ batch, counts }])
        if (moved === undefined || moved.moved.length === 0)
          return yield* new Fenced({ runId, entity: plan.entity })
        const { cancelRequested, failed, read } = moved
        return { cancelRequested, tally: { read, failed }, newLetters, counts }
      })

      /**
       * Ledger, counts and cursors of some streams of a run: the statement that only a stream's present worker can make.
       * A stream whose last page this is ends with it. Answers which streams were moved, and what the run came to so far.
       */
      const moveCursors = (runId: string, moves: ReadonlyArray<Move>) =>
        Effect.map(
          sql<{
            moved: ReadonlyArray<string>
            cancelRequested: boolean
            read: number
            failed: number
          }>`
          with batches as materialized (
            select * from json_to_recordset(${JSON.stringify(moves.map(({ batch }) => rowOfBatch(batch)))}::json) as b(
              carrier text, epoch integer, "committedPages" integer, "newPages" integer, "newRequests" integer,
              "newCursor" jsonb, "expectedRows" integer, "requestsRemaining" integer, "listedWhole" boolean,
              "newPosition" integer, "sourceTime" timestamptz, "inOrder" boolean, ended boolean
            )
          ), moved as (
            update sync.streams s set
              pages = s.pages + b."newPages",
              requests = s.requests + case when s.carrier is null then b."newRequests" else 0 end,
              cursor = case when s.carrier is null then b."newCursor" end,
              expected_rows = case when s.carrier is null then b."expectedRows" end,
              requests_remaining = case when s.carrier is null and not b.ended then b."requestsRemaining" end,
              -- a stream that was only looked at began with the look
              progressed_at = now(), started_at = coalesce(s.started_at, s.heartbeat_at, now()),
              read = s.read + d.read, inserted = s.inserted + d.inserted, updated = s.updated + d.updated,
              unchanged = s.unchanged + d.unchanged, dead_lettered = s.dead_lettered + d."deadLettered",
              orphaned = s.orphaned + d.orphaned,
              high_water = greatest(s.high_water, d."highWater"),
              source_time = coalesce(s.source_time, b."sourceTime", now()),
              effective_mode = case when b."listedWhole" then 'full' else s.effective_mode end,
              status = case
                when not b.ended or s.status not in ('pending', 'running') then s.status
                when s.dead_lettered + d."deadLettered" > 0 then 'partial'
                else 'succeeded' end,
              finished_at = case when b.ended then coalesce(s.finished_at, now()) else s.finished_at end
            from batches b join json_to_recordset(${JSON.stringify(moves.flatMap(countsOfEntities))}::json) as d(
              carrier text, entity text, read integer, inserted integer, updated integer, unchanged integer,
              "deadLettered" integer, orphaned integer, "highWater" timestamptz
            ) using (carrier)
            where s.run_id = ${runId} and s.entity = d.entity and s.epoch = b.epoch and s.pages = b."committedPages"
            returning s.entity, s.carrier, s.read, s.dead_lettered, s.orphaned, s.high_water, s.source_time, s.started_at,
              b."sourceTime", b."inOrder", b.ended, b."newPosition"
          ), marked as (
            insert into sync.watermarks as w (connection_id, entity, changed_until, position, read_at)
            select r.connection_id, m.entity,
              case when m.high_water is not null
                then least(m.high_water, case when m."inOrder" then m."sourceTime" else m.source_time end) end,
              coalesce(m."newPosition", 0), m.started_at
            from moved m join sync.runs r on r.run_id = ${runId} where m.ended or m."inOrder"
            on conflict (connection_id, entity) do update set
              changed_until = case
                when w.changed_until > now() + interval '5 minutes' then excluded.changed_until
                else greatest(w.changed_until, excluded.changed_until) end,
              (position, read_at) = (
                select coalesce(m."newPosition", w.position), case when m.ended then m.started_at else w.read_at end
                from moved m where m.entity = w.entity
              )
          ), written as (
            insert into sync.pages (
              run_id, entity, page, epoch, request, ids, inserted, updated, unchanged, dead_lettered, bytes,
              fetched_at, fetch_millis
            )
            select ${runId}, p.entity, p.page, b.epoch, p.request, p.ids, p.inserted, p.updated, p.unchanged,
              p."deadLettered", p.bytes, p."fetchedAt", p."fetchMillis"
            from json_to_recordset(${JSON.stringify(moves.flatMap(ledgerOf))}::json) as p(
              entity text, page integer, request jsonb, ids jsonb, inserted integer, updated integer, unchanged integer,
              "deadLettered" integer, bytes integer, "fetchedAt" timestamptz, "fetchMillis" integer
            ) join batches b on b.carrier = p.entity
            where exists (select from moved m where m.entity = p.entity)
          )
          select coalesce((select json_agg(entity) from moved where carrier is null), '[]') as moved,
            (select cancel_requested from sync.runs where run_id = ${runId}) as cancel_requested,
            sum(coalesce(m.read, s.read))::int as read,
            sum(coalesce(m.dead_lettered - m.orphaned, s.dead_lettered - s.orphaned))::int as failed
          from sync.streams s left join moved m using (entity) where s.run_id = ${runId}`,
          ([result]) => result
        )

      return {
        commit: (batch) =>
          (hasNews(batch)
            ? Effect.catchIf(
                commitOnce(batch, false),
                (error) => error instanceof SqlError && isRefusedRow(error),
                () => commitOnce(batch, true)
              )
            : move(batch, countsOf(batch, [], []), [])
          ).pipe(
            Effect.tap(({ counts }) => countRecords(batch, counts)),
            (committed) =>
              inSpan(committed, "Page.write", { attributes: { "sync.pages": batch.pages.length } })
          ),
        commitUnchanged: (runId, batches) => {
          const moves = batches.map((batch) => ({ batch, counts: countsOf(batch, [], []) }))
          return moveCursors(runId, moves).pipe(
            Effect.map((moved) => new Set(moved?.moved)),
            Effect.tap((moved) =>
              Effect.forEach(
                moves.filter(({ batch }) => moved.has(batch.stream.plan.entity)),
                ({ batch, counts }) => countRecords(batch, counts),
                { discard: true }
              )
            ),
            (moved) => inSpan(moved, "Pages.writeUnchanged", { attributes: { "sync.pages": batches.length } })
          )
        }
      }
    })
  )
}

/** Tells the metrics what a commit came to. */
const countRecords = ({ pages, stream }: Batch, counts: ReadonlyMap<string, Counts>) =>
  Effect.zipRight(
    pagesRead.update(pages.length, { "sync.entity": stream.plan.entity }),
    Effect.forEach(
      counts,
      ([entity, { deadLettered, inserted, unchanged, updated }]) =>
        countRows(entity, { inserted, updated, unchanged, dead_lettered: deadLettered }),
      { discard: true }
    )
  )

const healedLetters = ({ letters, prepared }: Batch, badKeys: ReadonlySet<string>): ReadonlyArray<string> => {
  if (letters.size === 0) return []
  const good = [...prepared.changed.map(({ row }) => row), ...prepared.unchangedIds]
  return good
    .map(({ entity, externalId }) => letterKey(entity, externalId ?? ""))
    .filter((key) => letters.has(key) && !badKeys.has(key))
}
