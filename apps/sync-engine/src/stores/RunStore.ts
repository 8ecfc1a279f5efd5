import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"
import type { PlannedStream } from "../sync/RunPlan.ts"
import { StoredPlan } from "../sync/RunPlan.ts"

/** A run as it is stored. */
export const RunRow = Schema.Struct({
  runId: Schema.String,
  orgId: Schema.String,
  connectionId: Schema.String,
  adapter: Schema.String,
  mode: Schema.Literal("full", "delta", "reconciliation"),
  effectiveMode: Schema.Literal("full", "delta", "reconciliation"),
  entities: Schema.NullOr(Schema.Array(Schema.String)),
  trigger: Schema.Literal("api", "cli", "schedule", "webhook"),
  status: Schema.Literal("queued", "running", "succeeded", "partial", "failed", "cancelled"),
  cancelRequested: Schema.Boolean,
  error: Schema.NullOr(Schema.String),
  createdAt: Schema.DateFromSelf,
  startedAt: Schema.NullOr(Schema.DateFromSelf),
  finishedAt: Schema.NullOr(Schema.DateFromSelf)
})
/** @see {@link RunRow} */
export type RunRow = typeof RunRow.Type

const RunToPlan = Schema.Struct({ ...RunRow.fields, secondsSinceFull: Schema.NullOr(Schema.Number) })
/** A {@link RunRow} with the age of the connection's last whole full sync; null when there was none. */
export type RunToPlan = typeof RunToPlan.Type

/** A stream of a run as it is stored, without its cursor. */
export const StreamRow = Schema.Struct({
  runId: Schema.String,
  entity: Schema.String,
  wave: Schema.Int,
  carrier: Schema.NullOr(Schema.String),
  status: Schema.Literal("pending", "running", "succeeded", "partial", "failed", "blocked", "cancelled"),
  effectiveMode: Schema.Literal("full", "delta", "reconciliation"),
  pages: Schema.Int,
  requests: Schema.Int,
  read: Schema.Int,
  inserted: Schema.Int,
  updated: Schema.Int,
  unchanged: Schema.Int,
  deleted: Schema.Int,
  deadLettered: Schema.Int,
  orphaned: Schema.Int,
  expectedRows: Schema.NullOr(Schema.Int),
  requestsRemaining: Schema.NullOr(Schema.Int),
  error: Schema.NullOr(Schema.String),
  startedAt: Schema.NullOr(Schema.DateFromSelf),
  finishedAt: Schema.NullOr(Schema.DateFromSelf)
})
/** @see {@link StreamRow} */
export type StreamRow = typeof StreamRow.Type

/** What a run is asked for. */
export interface RunRequest {
  readonly runId: string
  readonly orgId: string
  readonly connectionId: string
  readonly adapter: string
  readonly mode: RunRow["mode"]
  readonly entities: ReadonlyArray<string> | null
  readonly trigger: RunRow["trigger"]
}

/** Where a listing of runs goes on: behind the run with this creation time (PostgreSQL's text) and id. */
export interface RunsBehind {
  readonly createdAt: string
  readonly runId: string
}

const columnsOf = (sql: SqlClient.SqlClient, schema: { readonly fields: object }, prefix: string) =>
  sql.literal(
    Object.keys(schema.fields)
      .map((field) => `${prefix}${field.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)}`)
      .join(", ")
  )

/** Runs and what is planned for them. Every method is one statement or one transaction. */
export class RunStore extends Context.Tag("@openfaith/sync-engine/RunStore")<
  RunStore,
  {
    /** Queues a run, unless one of the same organisation, adapter and mode is alive: then that one is answered. */
    readonly trigger: (request: RunRequest) => Effect.Effect<{ runId: string; joined: boolean }, SqlError>
    readonly find: (runId: string) => Effect.Effect<Option.Option<RunRow>, SqlError>
    /** A run that is to be planned, and how long ago all entities were last read in full and to their end. */
    readonly toPlan: (runId: string) => Effect.Effect<RunToPlan, SqlError>
    /** Runs of an organisation, newest first. */
    readonly list: (
      orgId: string,
      limit: number,
      behind: RunsBehind | null
    ) => Effect.Effect<ReadonlyArray<RunRow & { readonly position: string }>, SqlError>
    /** Runs of an organisation that are queued or running. */
    readonly live: (orgId: string) => Effect.Effect<ReadonlyArray<RunRow>, SqlError>
    readonly streams: (runIds: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<StreamRow>, SqlError>
    /**
     * Stores the plan and marks the run as running, in the mode that it really is. Once is enough: a second call changes
     * nothing, nor does one for a run that was called off meanwhile.
     */
    readonly begin: (
      runId: string,
      streams: ReadonlyArray<PlannedStream>,
      effectiveMode: RunRow["mode"]
    ) => Effect.Effect<void, SqlError>
    readonly finish: (
      runId: string,
      status: "succeeded" | "partial" | "failed" | "cancelled",
      error: string | null
    ) => Effect.Effect<void, SqlError>
    /** A queued run is cancelled at once, a running one by the next page. */
    readonly requestCancel: (runId: string) => Effect.Effect<void, SqlError>
    /**
     * The runs to work on now: all that are running, and queued ones up to `limit` runs in all, taking turns between
     * organisations so that one with many queued runs does not keep the others waiting.
     */
    readonly due: (
      limit: number
    ) => Effect.Effect<ReadonlyArray<{ readonly runId: string; readonly status: string }>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    RunStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = columnsOf(sql, RunRow, "")
      const streamColumns = columnsOf(sql, StreamRow, "")
      const Id = Schema.Struct({ runId: Schema.String })

      const insert = SqlSchema.findOne({
        Request: Schema.Any,
        Result: Id,
        execute: (run: RunRequest) => sql`
          insert into sync.runs (run_id, org_id, connection_id, adapter, mode, effective_mode, entities, trigger)
          values (${run.runId}, ${run.orgId}, ${run.connectionId}, ${run.adapter}, ${run.mode}, ${run.mode},
            ${run.entities}, ${run.trigger})
          on conflict (org_id, adapter, mode) where status in ('queued', 'running') do nothing
          returning run_id`
      })
      const live = SqlSchema.findOne({
        Request: Schema.Any,
        Result: Id,
        execute: (run: RunRequest) => sql`
          select run_id from sync.runs
          where org_id = ${run.orgId} and adapter = ${run.adapter} and mode = ${run.mode}
            and status in ('queued', 'running')`
      })
      const trigger = (run: RunRequest): Effect.Effect<{ runId: string; joined: boolean }, SqlError> =>
        Effect.gen(function* () {
          const inserted = yield* dieOnBadRow(insert(run))
          if (Option.isSome(inserted)) return { runId: inserted.value.runId, joined: false }
          const joined = yield* dieOnBadRow(live(run))
          // The one that was alive has ended in between: ours may start now.
          return Option.isSome(joined) ? { runId: joined.value.runId, joined: true } : yield* trigger(run)
        })

      const find = SqlSchema.findOne({
        Request: Schema.String,
        Result: RunRow,
        execute: (runId) => sql`select ${columns} from sync.runs where run_id = ${runId}`
      })
      const toPlan = SqlSchema.single({
        Request: Schema.String,
        Result: RunToPlan,
        execute: (runId) => sql`
          select ${columns}, (
            select extract(epoch from now() - max(started_at))::float8 from sync.runs past
            where past.org_id = run.org_id and past.connection_id = run.connection_id
              and past.effective_mode = 'full' and past.entities is null
              and past.status in ('succeeded', 'partial')
          ) as seconds_since_full
          from sync.runs run where run_id = ${runId}`
      })
      const list = SqlSchema.findAll({
        Request: Schema.Any,
        Result: Schema.Struct({ ...RunRow.fields, position: Schema.String }),
        execute: ({
          behind,
          limit,
          orgId
        }: {
          orgId: string
          limit: number
          behind: RunsBehind | null
        }) => sql`
          select ${columns}, created_at::text as position from sync.runs
          where org_id = ${orgId} ${
            behind === null
              ? sql``
              : sql`and (created_at, run_id) < (${behind.createdAt}::timestamptz, ${behind.runId}::uuid)`
          }
          order by created_at desc, run_id desc limit ${limit}`
      })
      const liveOf = SqlSchema.findAll({
        Request: Schema.String,
        Result: RunRow,
        execute: (orgId) => sql`
          select ${columns} from sync.runs
          where org_id = ${orgId} and status in ('queued', 'running') order by created_at desc`
      })
      const streams = SqlSchema.findAll({
        Request: Schema.Array(Schema.String),
        Result: StreamRow,
        execute: (runIds) => sql`
          select ${streamColumns} from sync.streams where run_id = any(${runIds}) order by wave, carrier nulls first, entity`
      })
      const due = SqlSchema.findAll({
        Request: Schema.Int,
        Result: Schema.Struct({ runId: Schema.String, status: Schema.String }),
        execute: (limit) => sql`
          with alive as (
            select run_id, status, org_id, created_at,
              row_number() over (partition by org_id order by status desc, created_at) as turn
            from sync.runs where status in ('queued', 'running')
          )
          select run_id, status from alive order by status = 'queued', turn, created_at
          limit greatest(${limit}, (select count(*) from alive where status = 'running'))`
      })

      return {
        trigger,
        find: (runId) => dieOnBadRow(find(runId)),
        toPlan: (runId) => dieOnBadRow(toPlan(runId)),
        list: (orgId, limit, behind) => dieOnBadRow(list({ orgId, limit, behind })),
        live: (orgId) => dieOnBadRow(liveOf(orgId)),
        streams: (runIds) => dieOnBadRow(streams(runIds)),
        begin: (runId, planned, effectiveMode) =>
          Effect.asVoid(sql`
            with begun as (
              update sync.runs set status = 'running', started_at = coalesce(started_at, now()),
                effective_mode = ${effectiveMode}
              where run_id = ${runId} and status = 'queued'
              returning run_id, org_id
            )
            insert into sync.streams (run_id, org_id, entity, wave, carrier, plan, effective_mode)
            select r.run_id, r.org_id, s.entity, s.wave, s.carrier, s.plan, ${effectiveMode}
            from begun r, json_to_recordset(${JSON.stringify(planned.map(encodePlanned))}::json)
              as s(entity text, wave integer, carrier text, plan jsonb)`),
        finish: (runId, status, error) =>
          Effect.asVoid(sql`
            update sync.runs set status = ${status}, error = ${error}, finished_at = now()
            where run_id = ${runId} and status in ('queued', 'running')`),
        requestCancel: (runId) =>
          Effect.asVoid(sql`
            update sync.runs set
              cancel_requested = true,
              status = case when status = 'queued' then 'cancelled' else status end,
              finished_at = case when status = 'queued' then now() end
            where run_id = ${runId} and status in ('queued', 'running')`),
        due: (limit) => dieOnBadRow(due(limit))
      }
    })
  )
}

const encodePlan = Schema.encodeSync(StoredPlan)
const encodePlanned = (stream: PlannedStream) => ({
  ...stream,
  plan: stream.plan === null ? null : encodePlan(stream.plan)
})
