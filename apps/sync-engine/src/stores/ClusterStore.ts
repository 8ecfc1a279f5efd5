import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Duration, Effect, Layer, Schema } from "effect"
import { clusterApplication } from "../cluster/ApplicationName.ts"
import { heartbeatExpiration } from "../cluster/Heartbeat.ts"
import { dieOnBadRow } from "../database/Rows.ts"

const RunnerRow = Schema.Struct({
  address: Schema.String,
  /** Whether the other nodes count on it: they reach it, and it was heard of a moment ago. */
  healthy: Schema.Boolean,
  lastHeartbeatAt: Schema.DateTimeUtcFromDate
})

const SessionRow = Schema.Struct({ applicationName: Schema.String, shards: Schema.Int })

const VersionsRow = Schema.Struct({ postgresql: Schema.String, schema: Schema.Int })

const silence = Duration.toSeconds(heartbeatExpiration)

/** What the cluster keeps of itself in PostgreSQL. */
export class ClusterStore extends Context.Tag("@openfaith/sync-engine/ClusterStore")<
  ClusterStore,
  {
    /** The nodes that have joined and were not given up. */
    readonly runners: Effect.Effect<ReadonlyArray<typeof RunnerRow.Type>, SqlError>
    /** The names under which nodes are connected, and how many shards' locks each holds. */
    readonly sessions: Effect.Effect<ReadonlyArray<typeof SessionRow.Type>, SqlError>
    readonly versions: Effect.Effect<typeof VersionsRow.Type, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    ClusterStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const runners = SqlSchema.findAll({
        Request: Schema.Void,
        Result: RunnerRow,
        // The column is local time without a zone; taken from now, so that the zone does not matter. A node that is silent is
        // looked at no more: if it died while nobody looked, the cluster's own mark stays healthy for ever.
        execute: () => sql`
          select address, healthy and last_heartbeat > localtimestamp - make_interval(secs => ${silence}) as healthy,
            now() - (localtimestamp - last_heartbeat) as last_heartbeat_at
          from cluster.cluster_runners order by address`
      })
      const sessions = SqlSchema.findAll({
        Request: Schema.Void,
        Result: SessionRow,
        execute: () => sql`
          select a.application_name, count(l.pid)::int as shards
          from pg_stat_activity a
          left join pg_locks l on l.pid = a.pid and l.locktype = 'advisory' and l.granted
          where a.datname = current_database() and a.application_name like ${`${clusterApplication} %`}
          group by a.application_name`
      })
      const versions = SqlSchema.single({
        Request: Schema.Void,
        Result: VersionsRow,
        execute: () => sql`
          select current_setting('server_version') as postgresql,
            (select max(migration_id)::int from sync.migrations) as schema`
      })
      return {
        runners: dieOnBadRow(runners()),
        sessions: dieOnBadRow(sessions()),
        versions: dieOnBadRow(versions())
      }
    })
  )
}
