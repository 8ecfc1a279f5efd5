import type { StreamPlan } from "@openfaith/adapter-core"
import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"
import { Cursor } from "../sync/Cursor.ts"
import type { Tally } from "../sync/RunBreaker.ts"
import { StoredPlan } from "../sync/RunPlan.ts"

/** A stream in the hands of one worker: nobody who holds an older epoch can write to it any more. */
export interface OpenStream {
  readonly runId: string
  readonly orgId: string
  readonly connectionId: string
  readonly adapter: string
  readonly timeZone: string
  readonly countryCode: string
  readonly plan: StreamPlan
  readonly epoch: number
  /** Pages committed so far. */
  readonly pages: number
  readonly cursor: Cursor | null
  /** External ids on the last committed page by entity: the next page may begin with some of them. */
  readonly lastPageIds: Readonly<Record<string, ReadonlyArray<string>>>
  readonly cancelRequested: boolean
  /** What all streams of the run came to so far. */
  readonly tally: Tally
  /** All changes of the source before this time are known; null when nothing is. */
  readonly changedUntil: Date | null
  /** Where a list without timestamps is looked at next. */
  readonly position: number
  /** When the last reading that came to its end began; null when there was none. */
  readonly readAt: Date | null
}

const OpenRow = Schema.Struct({
  orgId: Schema.String,
  connectionId: Schema.String,
  adapter: Schema.String,
  timeZone: Schema.String,
  countryCode: Schema.String,
  plan: StoredPlan,
  epoch: Schema.Int,
  pages: Schema.Int,
  // An unreadable cursor is no cursor: the listing starts again, and writes nothing that is there already.
  cursor: Schema.Unknown,
  lastPageIds: Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }),
  cancelRequested: Schema.Boolean,
  tally: Schema.Struct({ read: Schema.Number, failed: Schema.Number }),
  changedUntil: Schema.NullOr(Schema.DateFromSelf),
  position: Schema.Int,
  readAt: Schema.NullOr(Schema.DateFromSelf)
})

const readCursor = Schema.decodeUnknownOption(Cursor)

/** The streams of a run as their workers see them. A carrier's riders share its fate. */
export class StreamStore extends Context.Tag("@openfaith/sync-engine/StreamStore")<
  StreamStore,
  {
    /** Takes the stream over from whoever worked on it before; `worker` is the address of the node that does. */
    readonly open: (runId: string, entity: string, worker: string) => Effect.Effect<OpenStream, SqlError>
    /** The stream has ended; only its present worker's word counts. */
    readonly close: (
      stream: OpenStream,
      end: { readonly status: "complete" | "failed" | "cancelled"; readonly error: string | null }
    ) => Effect.Effect<void, SqlError>
    /** Nobody works on the stream for so long, because its source wants to be left alone. */
    readonly rest: (stream: OpenStream, seconds: number) => Effect.Effect<void, SqlError>
    /** A stream that is given up without a word from its worker, and why. */
    readonly giveUp: (
      runId: string,
      entity: string,
      status: "blocked" | "cancelled" | "failed",
      reason: string | null
    ) => Effect.Effect<void, SqlError>
    /**
     * External ids of the rows that a list is asked for one by one, in order, behind `after`; in a delta only of those
     * that changed since the list was last read.
     */
    readonly parents: (options: {
      readonly table: string
      readonly stream: OpenStream
      readonly after: string | null
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<string>, SqlError>
    /** Records of the stream's entity that are known: rows, and letters of those that could not be written. */
    readonly countRecords: (stream: OpenStream, table: string) => Effect.Effect<number, SqlError>
    readonly countParents: (options: {
      readonly table: string
      readonly stream: OpenStream
      readonly after: string | null
    }) => Effect.Effect<number, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    StreamStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const open = SqlSchema.single({
        Request: Schema.Struct({ runId: Schema.String, entity: Schema.String, worker: Schema.String }),
        Result: OpenRow,
        execute: ({ entity, runId, worker }) => sql`
          with opened as (
            update sync.streams set
              epoch = epoch + 1, worker = ${worker}, started_at = coalesce(started_at, now()), progressed_at = now(),
              heartbeat_at = now(), waiting_for = null, resume_at = null,
              status = case when status = 'pending' then 'running' else status end
            where run_id = ${runId} and (entity = ${entity} or carrier = ${entity})
            returning *
          )
          select s.org_id, s.plan, s.epoch, s.pages, s.cursor, r.connection_id, r.adapter, r.cancel_requested,
            coalesce(
              (select ids from sync.pages p where p.run_id = s.run_id and p.entity = s.entity order by page desc limit 1), '{}'
            ) as last_page_ids,
            (
              select json_build_object('read', sum(read), 'failed', sum(dead_lettered - orphaned))
              from sync.streams t where t.run_id = s.run_id
            ) as tally,
            c.time_zone, c.country_code, coalesce(w.position, 0) as position, w.read_at,
            -- what claims to be known of the future is not believed
            case when w.changed_until <= now() + interval '5 minutes'
              then w.changed_until end as changed_until
          from opened s join sync.runs r using (run_id) join sync.connections c using (connection_id)
            left join sync.watermarks w on w.connection_id = r.connection_id and w.entity = s.entity
          where s.entity = ${entity}`
      })

      const changedSince = ({ plan, readAt }: OpenStream) =>
        plan.changes?.kind === "parents" && readAt !== null ? sql`and synced_at >= ${readAt}` : sql``

      const behind = (options: { table: string; stream: OpenStream; after: string | null }) => sql`
        from ${sql(`canonical.${options.table}`)}
        where org_id = ${options.stream.orgId} and adapter = ${options.stream.adapter} and deleted_at is null
          and external_id > ${options.after ?? ""}
          ${changedSince(options.stream)}`

      return {
        open: (runId, entity, worker) =>
          Effect.map(dieOnBadRow(open({ runId, entity, worker })), (row) => {
            const cursor = readCursor(row.cursor)
            return {
              ...row,
              runId,
              cursor: cursor._tag === "Some" ? cursor.value : null
            }
          }),
        close: ({ epoch, plan: { entity }, runId }, { error, status }) =>
          Effect.asVoid(sql`
            update sync.streams s set
              status = case
                when ${status} <> 'complete' then ${status}
                when s.dead_lettered > 0 then 'partial'
                else 'succeeded' end,
              error = ${error}, finished_at = now(), progressed_at = now(), requests_remaining = null
            from sync.streams carrier
            where carrier.run_id = ${runId} and carrier.entity = ${entity} and carrier.epoch = ${epoch}
              and s.run_id = ${runId} and (s.entity = ${entity} or s.carrier = ${entity})
              and s.status in ('pending', 'running')`),
        rest: ({ epoch, plan: { entity }, runId }, seconds) =>
          Effect.asVoid(sql`
            update sync.streams set
              resume_at = now() + make_interval(secs => ${seconds}), waiting_for = 'retry-after', progressed_at = now()
            where run_id = ${runId} and entity = ${entity} and epoch = ${epoch}`),
        giveUp: (runId, entity, status, reason) =>
          Effect.asVoid(sql`
            update sync.streams set status = ${status}, error = ${reason}, finished_at = now()
            where run_id = ${runId} and (entity = ${entity} or carrier = ${entity}) and status in ('pending', 'running')`),
        parents: ({ limit, ...options }) =>
          Effect.map(
            sql<{
              externalId: string
            }>`select external_id ${behind(options)} order by external_id limit ${limit}`,
            (rows) => rows.map(({ externalId }) => externalId)
          ),
        countRecords: ({ adapter, orgId, plan }, table) =>
          Effect.map(
            sql<{ count: number }>`
              select (
                (select count(*) from ${sql(`canonical.${table}`)}
                  where org_id = ${orgId} and adapter = ${adapter} and deleted_at is null)
                + (select count(*) from sync.dead_letters
                  where org_id = ${orgId} and adapter = ${adapter} and entity = ${plan.entity})
              )::int as count`,
            ([row]) => row?.count ?? 0
          ),
        countParents: (options) =>
          Effect.map(
            sql<{ count: number }>`select count(*)::int as count ${behind(options)}`,
            ([row]) => row?.count ?? 0
          )
      }
    })
  )
}
