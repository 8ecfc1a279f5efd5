import { SqlMessageStorage, SqlRunnerStorage, ShardingConfig, Snowflake } from "@effect/cluster"
import { Migrator, SqlClient } from "@effect/sql"
import { Effect, Layer } from "effect"
import { version } from "../Version.ts"
import { ClusterIdConfig } from "../config/ClusterConfig.ts"
import canonical from "./migrations/0001_canonical.ts"
import sync from "./migrations/0002_sync.ts"
import changes from "./migrations/0003_changes.ts"
import schedules from "./migrations/0004_schedules.ts"
import webhooks from "./migrations/0005_webhooks.ts"
import peopleFacts from "./migrations/0006_people_facts.ts"
import localEdits from "./migrations/0007_local_edits.ts"
import deadLetters from "./migrations/0008_dead_letters.ts"
import runVitals from "./migrations/0009_run_vitals.ts"
import clusterMeta from "./migrations/0010_cluster_meta.ts"
import apiKeys from "./migrations/0011_api_keys.ts"
import alertMessages from "./migrations/0012_alert_messages.ts"
import rowSecurity from "./migrations/0013_row_security.ts"
import streamTurns from "./migrations/0014_stream_turns.ts"
import { joined, mayJoin } from "./ClusterMeta.ts"
import * as Database from "./Database.ts"
import { ensureOrganizationRole } from "./OrganizationRole.ts"

const advisoryLock = 7_305_811_296

/** Every schema change, in the order in which they are applied; forward only. */
const migrations: ReadonlyArray<Migrator.ResolvedMigration> = [
  [1, "canonical", Effect.succeed(canonical)],
  [2, "sync", Effect.succeed(sync)],
  [3, "changes", Effect.succeed(changes)],
  [4, "schedules", Effect.succeed(schedules)],
  [5, "webhooks", Effect.succeed(webhooks)],
  [6, "people_facts", Effect.succeed(peopleFacts)],
  [7, "local_edits", Effect.succeed(localEdits)],
  [8, "dead_letters", Effect.succeed(deadLetters)],
  [9, "run_vitals", Effect.succeed(runVitals)],
  [10, "cluster_meta", Effect.succeed(clusterMeta)],
  [11, "api_keys", Effect.succeed(apiKeys)],
  [12, "alert_messages", Effect.succeed(alertMessages)],
  [13, "row_security", Effect.succeed(rowSecurity)],
  [14, "stream_turns", Effect.succeed(streamTurns)]
]

/** The number of the newest migration that this version brings. */
export const newestMigration = Math.max(...migrations.map(([id]) => id))

// The packages of the cluster create their own tables; doing it here, under the lock, keeps two nodes that start
// on an empty database from creating them at the same moment.
const clusterTables = Effect.zipRight(SqlMessageStorage.make(), SqlRunnerStorage.make({})).pipe(
  Effect.scoped,
  Effect.provide(Layer.mergeAll(Database.layerCluster, ShardingConfig.layer(), Snowflake.layerGenerator))
)

/**
 * Brings the database to this version's schema and says which migrations were applied. Nodes that start together
 * take turns; on a database that is up to date it changes nothing. A database of another cluster, or of a newer version, is
 * refused and left as it is (decision 0017).
 */
export const migrate = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const member = { clusterId: yield* ClusterIdConfig, schemaVersion: newestMigration, build: version }
  const lock = yield* sql.reserve
  yield* Effect.acquireRelease(lock.executeRaw("select pg_advisory_lock($1)", [advisoryLock]), () =>
    Effect.ignore(lock.executeRaw("select pg_advisory_unlock($1)", [advisoryLock]))
  )
  yield* mayJoin(member)
  yield* sql`create schema if not exists canonical`
  yield* sql`create schema if not exists sync`
  yield* sql`create schema if not exists cluster`
  yield* clusterTables
  const applied = yield* Migrator.make({})({
    loader: Effect.succeed(migrations),
    table: "sync.migrations"
  })
  yield* ensureOrganizationRole
  yield* joined(member)
  return applied
}).pipe(Effect.scoped, Effect.withSpan("Database.migrate"))
