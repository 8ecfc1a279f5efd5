import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect, Option, Order, Schema } from "effect"
import { JoinRefused } from "../cluster/JoinRefused.ts"
import { dieOnBadRow } from "./Rows.ts"

/** What a node is, as far as it decides whether it may join. */
export interface Member {
  readonly clusterId: string
  /** The newest migration that it knows. */
  readonly schemaVersion: number
  readonly build: string
}

const parts = (build: string): ReadonlyArray<number> => (build.match(/\d+/g) ?? []).slice(0, 3).map(Number)

/** Compares versions such as `0.10.2` by their numbers. */
export const byBuild: Order.Order<string> = Order.mapInput(Order.array(Order.number), parts)

const MetaRow = Schema.Struct({
  clusterId: Schema.String,
  schemaVersion: Schema.Int,
  build: Schema.String
})

const exists = (table: string) =>
  Effect.map(
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql<{ found: boolean }>`select to_regclass(${table}) is not null as found`
    ),
    ([row]) => row?.found === true
  )

const newest = SqlSchema.single({
  Request: Schema.Void,
  Result: Schema.Struct({ id: Schema.NullOr(Schema.Int) }),
  execute: () =>
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql`select max(migration_id) as id from sync.migrations`)
})

/** The number of the newest migration that was applied here; none in a database without the engine's tables. */
export const appliedMigration = Effect.gen(function* () {
  if (!(yield* exists("sync.migrations"))) return Option.none()
  return Option.fromNullable((yield* dieOnBadRow(newest())).id)
})

const meta = SqlSchema.findOne({
  Request: Schema.Void,
  Result: MetaRow,
  execute: () =>
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql`select cluster_id, schema_version, build from sync.cluster_meta`
    )
})

/** Refuses a database that serves another cluster, or whose schema is newer than this node. Changes nothing. */
export const mayJoin = ({
  build,
  clusterId,
  schemaVersion
}: Member): Effect.Effect<void, JoinRefused | SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const found = (yield* exists("sync.cluster_meta")) ? yield* dieOnBadRow(meta()) : Option.none()
    if (Option.isSome(found) && found.value.clusterId !== clusterId) {
      return yield* new JoinRefused({
        reason: "OtherCluster",
        expected: clusterId,
        found: found.value.clusterId
      })
    }
    const applied = yield* appliedMigration
    if (Option.isSome(applied) && applied.value > schemaVersion) {
      return yield* new JoinRefused({
        reason: "NewerSchema",
        expected: String(schemaVersion),
        found: String(applied.value)
      })
    }
    if (Option.isSome(found) && byBuild(build, found.value.build) < 0) {
      yield* Effect.logWarning("a newer version of the engine has joined this cluster before").pipe(
        Effect.annotateLogs({ build, newest: found.value.build })
      )
    }
  })

/** Notes that this node has joined; the first one gives the database its cluster. */
export const joined = ({ build, clusterId, schemaVersion }: Member) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const known = yield* dieOnBadRow(meta())
    const latest = Option.match(known, {
      onNone: () => build,
      onSome: (row) => Order.max(byBuild)(row.build, build)
    })
    yield* sql`
      insert into sync.cluster_meta as m (cluster_id, schema_version, build)
      values (${clusterId}, ${schemaVersion}, ${latest})
      on conflict (only_row) do update
      set schema_version = excluded.schema_version, build = excluded.build, updated_at = now()
      where (m.schema_version, m.build) is distinct from (excluded.schema_version, excluded.build)`
  })
