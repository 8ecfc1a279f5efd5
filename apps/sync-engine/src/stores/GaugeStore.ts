import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"

const Gauges = Schema.Struct({
  queued: Schema.Number,
  running: Schema.Number,
  inboxPending: Schema.Number,
  inboxAgeSeconds: Schema.Number,
  waiting: Schema.Number,
  quarantined: Schema.Number,
  active: Schema.Number,
  parked: Schema.Number,
  alerts: Schema.Record({ key: Schema.String, value: Schema.Number })
})
/** What the whole cluster has to do, and what waits for a person. */
export type Gauges = typeof Gauges.Type

/** Counts rows where they are kept: what is counted along the way would be wrong after a crash. */
export class GaugeStore extends Context.Tag("@openfaith/sync-engine/GaugeStore")<
  GaugeStore,
  { readonly read: Effect.Effect<Gauges, SqlError> }
>() {
  static readonly layer = Layer.effect(
    GaugeStore,
    Effect.map(SqlClient.SqlClient, (sql) => {
      const read = SqlSchema.single({
        Request: Schema.Void,
        Result: Gauges,
        execute: () => sql`
          with runs as (
            select count(*) filter (where status = 'queued')::int as queued,
              count(*) filter (where status = 'running')::int as running
            from sync.runs where status in ('queued', 'running')
          ), inbox as (
            select count(*)::int as inbox_pending,
              coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as inbox_age_seconds
            from sync.inbox where processed_at is null
          ), letters as (
            select count(*) filter (where quarantined_at is null)::int as waiting,
              count(*) filter (where quarantined_at is not null)::int as quarantined
            from sync.dead_letters
          ), connections as (
            select count(*) filter (where status = 'active')::int as active,
              count(*) filter (where status = 'parked')::int as parked
            from sync.connections
          ), alerts as (
            select coalesce(json_object_agg(kind, count), '{}') as alerts
            from (select kind, count(*)::int as count from sync.alerts where resolved_at is null group by kind) as kinds
          )
          select * from runs, inbox, letters, connections, alerts`
      })
      return { read: dieOnBadRow(read()) }
    })
  )
}
