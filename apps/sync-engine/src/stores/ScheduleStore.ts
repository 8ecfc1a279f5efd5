import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Schema } from "effect"
import { ScheduleConfig } from "../config/ScheduleConfig.ts"
import { dieOnBadRow } from "../database/Rows.ts"
import type { ScheduleState, Timing } from "../scheduling/ScheduleTiming.ts"

const ScheduleRow = Schema.Struct({
  connectionId: Schema.String,
  orgId: Schema.String,
  adapter: Schema.String,
  mode: Schema.Literal("full", "delta", "reconciliation"),
  everySeconds: Schema.NullOr(Schema.Int),
  nightlyAt: Schema.NullOr(Schema.String),
  timeZone: Schema.String,
  paused: Schema.Boolean,
  parked: Schema.Boolean,
  alive: Schema.Boolean,
  fullAlive: Schema.Boolean,
  begun: Schema.Boolean,
  createdAt: Schema.DateTimeUtcFromDate,
  lastRunId: Schema.NullOr(Schema.String),
  lastCompletedAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
  // The database's clock, since those of the nodes may differ.
  now: Schema.DateTimeUtcFromDate
})

/** A connection's schedule of one mode and how it stands. */
export interface StoredSchedule extends ScheduleState {
  readonly orgId: string
  readonly adapter: string
  /** The run whose end the next one is counted from. */
  readonly lastRunId: string | null
  /** When this was read. */
  readonly now: ScheduleState["createdAt"]
}

/** Names a schedule. */
export type ScheduleKey = Pick<StoredSchedule, "connectionId" | "mode">

/** What is to be different; what is absent stays. */
export interface ScheduleChange {
  readonly paused?: boolean
  readonly everySeconds?: number
  readonly at?: string
}

/**
 * When the last run in which an entity was read to its end has ended (or the entity, while the run is alive); null where
 * there was none.
 */
export interface LastRead {
  readonly connectionId: string
  readonly entity: string
  readonly lastCompletedAt: ScheduleState["lastCompletedAt"]
}

const timingOf = ({ everySeconds, nightlyAt, timeZone }: typeof ScheduleRow.Type): Timing =>
  everySeconds === null
    ? { kind: "nightly", at: nightlyAt ?? "00:00", timeZone }
    : { kind: "every", seconds: everySeconds }

/** When connections are synced by themselves. Every method is one statement; what is due follows from the runs. */
export class ScheduleStore extends Context.Tag("@openfaith/sync-engine/ScheduleStore")<
  ScheduleStore,
  {
    /** Gives the connections that lack them the schedules of the configuration. */
    readonly ensure: Effect.Effect<void, SqlError>
    /** The schedules of an organisation, or of all. */
    readonly list: (orgId: string | null) => Effect.Effect<ReadonlyArray<StoredSchedule>, SqlError>
    /** Makes the change, or the schedule if the change says when; answers whether there is one. */
    readonly update: (key: ScheduleKey, change: ScheduleChange) => Effect.Effect<boolean, SqlError>
    /**
     * Queues the due run of a schedule, unless it is queued already: nothing happens when a run of the mode or a
     * full one is alive, or has ended since the schedule was read, or when the schedule was paused or the connection parked.
     */
    readonly fire: (schedule: StoredSchedule, runId: string) => Effect.Effect<boolean, SqlError>
    /** How fresh each of these entities of these connections is. */
    readonly lastReads: (
      streams: ReadonlyArray<{ readonly connectionId: string; readonly entity: string }>
    ) => Effect.Effect<ReadonlyArray<LastRead>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    ScheduleStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { defaults } = yield* ScheduleConfig
      const initial = JSON.stringify([
        { mode: "full", every_seconds: defaults.full, nightly_at: null },
        { mode: "delta", every_seconds: defaults.delta, nightly_at: null },
        { mode: "reconciliation", every_seconds: null, nightly_at: defaults.reconciliation }
      ])

      const newest = (which: string) => `(
        select r.run_id, r.finished_at from sync.runs r
        where r.connection_id = s.connection_id and r.entities is null and ${which}
        order by r.finished_at desc limit 1
      )`
      const completed = "r.status in ('succeeded', 'partial')"
      // A run over some entities only is nobody's turn. One of another mode counts when it was whole and did as much.
      // Each of the three is one look into an index.
      const last = sql.literal(`
        ${newest("r.mode = s.mode and r.finished_at is not null")}
        union all ${newest(`r.effective_mode = s.mode and ${completed}`)}
        union all ${newest(`r.effective_mode = 'full' and ${completed}`)}
        order by finished_at desc limit 1`)
      const anAlive = (which: string) =>
        sql.literal(`exists (
          select from sync.runs r where r.connection_id = s.connection_id and r.finished_at is null and ${which}
        )`)
      const fullAlive = anAlive("r.effective_mode = 'full'")
      // Beside a full run no other starts: its end counts for them too.
      const alive = anAlive("(r.mode = s.mode or r.effective_mode = 'full')")

      const list = SqlSchema.findAll({
        Request: Schema.NullOr(Schema.String),
        Result: ScheduleRow,
        execute: (orgId) => sql`
          select s.connection_id, c.org_id, c.adapter, s.mode, s.every_seconds,
            to_char(s.nightly_at, 'HH24:MI') as nightly_at, c.time_zone, s.paused, c.status = 'parked' as parked,
            ${alive} as alive, ${fullAlive} as full_alive,
            exists ${sql.literal(newest(`r.effective_mode = 'full' and ${completed}`))} as begun,
            s.created_at, last.run_id as last_run_id, last.finished_at as last_completed_at, now() as now
          from sync.schedules s join sync.connections c using (connection_id)
          left join lateral (${last}) last on true
          where ${orgId}::text is null or c.org_id = ${orgId}
          order by c.org_id, c.adapter, array_position(array['full', 'delta', 'reconciliation'], s.mode)`
      })

      const lastReads = SqlSchema.findAll({
        Request: Schema.String,
        Result: Schema.Struct({
          connectionId: Schema.String,
          entity: Schema.String,
          lastCompletedAt: Schema.NullOr(Schema.DateTimeUtcFromDate)
        }),
        execute: (streams) => sql`
          select e.connection_id, e.entity, last.completed_at as last_completed_at
          from json_to_recordset(${streams}::json) as e(connection_id uuid, entity text)
          join sync.connections c using (connection_id)
          left join lateral (
            select coalesce(r.finished_at, t.finished_at) as completed_at
            from sync.streams t join sync.runs r using (run_id)
            where t.org_id = c.org_id and t.entity = e.entity and t.status in ('succeeded', 'partial')
              and r.connection_id = e.connection_id
            order by t.finished_at desc limit 1
          ) last on true`
      })

      return {
        ensure: Effect.asVoid(sql`
          insert into sync.schedules (connection_id, mode, every_seconds, nightly_at)
          select c.connection_id, d.mode, d.every_seconds, d.nightly_at
          from sync.connections c cross join json_to_recordset(${initial}::json)
            as d(mode text, every_seconds integer, nightly_at time)
          where num_nonnulls(d.every_seconds, d.nightly_at) = 1 and not exists (
            select from sync.schedules s where s.connection_id = c.connection_id and s.mode = d.mode
          )
          on conflict do nothing`),
        list: (orgId) =>
          Effect.map(dieOnBadRow(list(orgId)), (rows) =>
            rows.map((row) => ({ ...row, timing: timingOf(row) }))
          ),
        update: ({ connectionId, mode }, { at, everySeconds, paused }) => {
          const [every, nightly, pause] = [everySeconds ?? null, at ?? null, paused ?? null]
          const given = every !== null || nightly !== null
          return Effect.map(
            given
              ? sql`
                  insert into sync.schedules as s (connection_id, mode, every_seconds, nightly_at, paused)
                  values (${connectionId}, ${mode}, ${every}, ${nightly}, coalesce(${pause}, false))
                  on conflict (connection_id, mode) do update set every_seconds = excluded.every_seconds,
                    nightly_at = excluded.nightly_at, paused = coalesce(${pause}, s.paused), updated_at = now()
                  returning mode`
              : sql`
                  update sync.schedules set paused = coalesce(${pause}, paused), updated_at = now()
                  where connection_id = ${connectionId} and mode = ${mode}
                  returning mode`,
            (rows) => rows.length > 0
          )
        },
        fire: ({ connectionId, lastRunId, mode }, runId) =>
          Effect.map(
            sql`
              insert into sync.runs (run_id, org_id, connection_id, adapter, mode, effective_mode, trigger)
              select ${runId}, c.org_id, c.connection_id, c.adapter, s.mode, s.mode, 'schedule'
              from sync.schedules s join sync.connections c using (connection_id)
              left join lateral (${last}) last on true
              where s.connection_id = ${connectionId} and s.mode = ${mode} and not s.paused and c.status = 'active'
                and not ${alive} and last.run_id is not distinct from ${lastRunId}::uuid
              on conflict (org_id, adapter, mode) where status in ('queued', 'running') do nothing
              returning run_id`,
            (rows) => rows.length > 0
          ),
        lastReads: (streams) =>
          dieOnBadRow(
            lastReads(
              JSON.stringify(
                streams.map(({ connectionId, entity }) => ({ connection_id: connectionId, entity }))
              )
            )
          )
      }
    })
  )
}
