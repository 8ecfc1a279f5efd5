import type { StreamPlan } from "@openfaith/adapter-core"
import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { StreamStatus } from "@openfaith/sync-api"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"
import { Cursor } from "../sync/Cursor.ts"
import type { Tally } from "../sync/RunBreaker.ts"
import { StoredPlan } from "../sync/RunPlan.ts"
import { tableOf } from "./CanonicalStore.ts"

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
  readonly status: StreamStatus
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
  /** Whether any of its records, or of its riders', waits among the dead letters. */
  readonly hasLetters: boolean
}

const OpenRow = Schema.Struct({
  runId: Schema.String,
  orgId: Schema.String,
  connectionId: Schema.String,
  adapter: Schema.String,
  timeZone: Schema.String,
  countryCode: Schema.String,
  plan: StoredPlan,
  epoch: Schema.Int,
  status: StreamStatus,
  pages: Schema.Int,
  // An unreadable cursor is no cursor: the listing starts again, and writes nothing that is there already.
  cursor: Schema.Unknown,
  lastPageIds: Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }),
  cancelRequested: Schema.Boolean,
  tally: Schema.Struct({ read: Schema.Number, failed: Schema.Number }),
  changedUntil: Schema.NullOr(Schema.DateFromSelf),
  position: Schema.Int,
  readAt: Schema.NullOr(Schema.DateFromSelf),
  hasLetters: Schema.Boolean
})

const readCursor = Schema.decodeUnknownOption(Cursor)

/** The streams of a run as their workers see them. A carrier's riders share its fate. */
export class StreamStore extends Context.Tag("@openfaith/sync-engine/StreamStore")<
  StreamStore,
  {
    /** Takes the stream over from whoever worked on it before; `worker` is the address of the node that does. */
    readonly open: (runId: string, entity: string, worker: string) => Effect.Effect<OpenStream, SqlError>
    /**
     * Takes over all streams of the run that nobody has begun, or those of its first wave, in the order of their waves, for a
     * look at each.
     */
    readonly openPending: (
      runId: string,
      worker: string,
      waves: "all" | "first"
    ) => Effect.Effect<ReadonlyArray<OpenStream>, SqlError>
    /** Whether nobody has given a sign of work on the stream for so long, though nothing says that it rests. */
    readonly isSilent: (runId: string, entity: string, seconds: number) => Effect.Effect<boolean, SqlError>
    /** The stream ends before its last page; only its present worker's word counts. */
    readonly close: (
      stream: OpenStream,
      end: { readonly status: "failed" | "cancelled"; readonly error: string | null }
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
     * that changed since the list was last read. None of a list that is not below others.
     */
    readonly parents: (options: {
      readonly stream: OpenStream
      readonly after: string | null
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<string>, SqlError>
    /**
     * What these lists should bring by what is known here, by entity: records of a list, rows and letters of those that could
     * not be written; parents still to be asked where a list lies below them.
     */
    readonly expected: (
      streams: ReadonlyArray<OpenStream>
    ) => Effect.Effect<ReadonlyMap<string, number>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    StreamStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const opened = (taken: Fragment, sets: Fragment, worker: string) => sql`
        with opened as (
          update sync.streams set
            epoch = epoch + 1, worker = ${worker}, progressed_at = now(), heartbeat_at = now(), waiting_for = null,
            resume_at = null ${sets}
          where ${taken}
          returning *
        )
        select s.run_id, s.org_id, s.plan, s.epoch, s.status, s.pages, s.cursor, r.connection_id, r.adapter, r.cancel_requested,
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
            then w.changed_until end as changed_until,
          exists (
            select from sync.dead_letters d join sync.streams t on t.entity = d.entity
            where d.org_id = s.org_id and d.adapter = r.adapter
              and t.run_id = s.run_id and (t.entity = s.entity or t.carrier = s.entity)
          ) as has_letters
        from opened s join sync.runs r using (run_id) join sync.connections c using (connection_id)
          left join sync.watermarks w on w.connection_id = r.connection_id and w.entity = s.entity
        where s.carrier is null
        order by s.wave, s.entity`

      const open = SqlSchema.single({
        Request: Schema.Struct({ runId: Schema.String, entity: Schema.String, worker: Schema.String }),
        Result: OpenRow,
        execute: ({ entity, runId, worker }) =>
          opened(
            sql`run_id = ${runId} and (entity = ${entity} or carrier = ${entity})`,
            sql`, started_at = coalesce(started_at, now()),
              status = case when status = 'pending' then 'running' else status end`,
            worker
          )
      })

      // Not yet running: what is not at its end after the look waits for its turn, and nobody expects a sign of life of it.
      const openPending = SqlSchema.findAll({
        Request: Schema.Struct({
          runId: Schema.String,
          worker: Schema.String,
          waves: Schema.Literal("all", "first")
        }),
        Result: OpenRow,
        execute: ({ runId, waves, worker }) =>
          opened(
            sql`run_id = ${runId} and status = 'pending' ${waves === "all" ? sql`` : sql`and wave = 0`}`,
            sql``,
            worker
          )
      })

      const opening = ({ cursor, ...row }: typeof OpenRow.Type): OpenStream => ({
        ...row,
        cursor: Option.getOrNull(readCursor(cursor))
      })

      const changedSince = ({ plan, readAt }: OpenStream) =>
        plan.changes?.kind === "parents" && readAt !== null ? sql`and synced_at >= ${readAt}` : sql``

      const behind = (stream: OpenStream, table: string, after: string | null) => sql`
        from ${sql(`canonical.${table}`)}
        where org_id = ${stream.orgId} and adapter = ${stream.adapter} and deleted_at is null
          and external_id > ${after ?? ""}
          ${changedSince(stream)}`

      const expected = (stream: OpenStream): Fragment => {
        const { adapter, cursor, orgId, plan } = stream
        return plan.within === null
          ? sql`
              select ${plan.entity} as entity, (
                (select count(*) from ${sql(`canonical.${tableOf(plan.entity)}`)}
                  where org_id = ${orgId} and adapter = ${adapter} and deleted_at is null)
                + (select count(*) from sync.dead_letters
                  where org_id = ${orgId} and adapter = ${adapter} and entity = ${plan.entity})
              )::int as count`
          : sql`
              select ${plan.entity} as entity, count(*)::int as count
              ${behind(stream, tableOf(plan.within.entity), cursor?.kind === "within" ? cursor.after : null)}`
      }

      return {
        open: (runId, entity, worker) => Effect.map(dieOnBadRow(open({ runId, entity, worker })), opening),
        openPending: (runId, worker, waves) =>
          Effect.map(dieOnBadRow(openPending({ runId, worker, waves })), (rows) => rows.map(opening)),
        isSilent: (runId, entity, seconds) =>
          Effect.map(
            sql`
              select from sync.streams where run_id = ${runId} and entity = ${entity}
                and greatest(heartbeat_at, progressed_at, resume_at) < now() - make_interval(secs => ${seconds})`,
            (rows) => rows.length > 0
          ),
        close: ({ epoch, plan: { entity }, runId }, { error, status }) =>
          Effect.asVoid(sql`
            update sync.streams s set
              status = ${status}, error = ${error}, finished_at = now(), progressed_at = now(), requests_remaining = null
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
        parents: ({ after, limit, stream }) => {
          const { within } = stream.plan
          if (within === null) return Effect.succeed([])
          const rows = behind(stream, tableOf(within.entity), after)
          return Effect.map(
            sql<{ externalId: string }>`select external_id ${rows} order by external_id limit ${limit}`,
            (found) => found.map(({ externalId }) => externalId)
          )
        },
        expected: (streams) =>
          streams.length === 0
            ? Effect.succeed(new Map())
            : Effect.map(
                sql<{
                  entity: string
                  count: number
                }>`${sql.join(" union all ", false)(streams.map(expected))}`,
                (rows) => new Map(rows.map(({ count, entity }) => [entity, count]))
              )
      }
    })
  )
}
