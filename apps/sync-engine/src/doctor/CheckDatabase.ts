import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Effect, Option } from "effect"
import { appliedMigration } from "../database/ClusterMeta.ts"
import { newestMigration } from "../database/Migrations.ts"
import { sqlState } from "../database/SqlFailure.ts"
import { failed, type Finding, ok, warning } from "./Finding.ts"

const check = "database"
const oldestVersion = 14
const tolerableSkewSeconds = 5

const reasons: ReadonlyMap<string, readonly [message: string, remedy: string]> = new Map([
  [
    "ECONNREFUSED",
    ["Nothing listens where DATABASE_URL points.", "Start PostgreSQL there, or correct host and port."]
  ],
  [
    "ENOTFOUND",
    ["The host in DATABASE_URL is not known.", "Correct the host, or the name service of this machine."]
  ],
  ["28P01", ["PostgreSQL refuses the password in DATABASE_URL.", "Correct user and password."]],
  [
    "28000",
    ["PostgreSQL does not let the user of DATABASE_URL in.", "Create the user, or allow it in pg_hba.conf."]
  ],
  ["3D000", ["The database in DATABASE_URL does not exist.", "Create it, empty: create database …"]]
])

/** Why the database cannot be reached. */
export const unreachable = (error: SqlError): Finding => {
  const known = reasons.get(sqlState(error) ?? "")
  if (known !== undefined) return failed(check, ...known)
  const cause = error.cause instanceof Error ? error.cause.message : error.message
  return failed(
    check,
    `PostgreSQL does not answer: ${cause}.`,
    "See whether it runs, and whether a firewall is between."
  )
}

const version = Effect.map(
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ number: number; version: string }>`
      select current_setting('server_version_num')::int as number, current_setting('server_version') as version`
  ),
  ([row]) =>
    (row?.number ?? 0) >= oldestVersion * 10_000
      ? ok(check, `PostgreSQL ${row?.version} answers.`)
      : failed(check, `PostgreSQL ${row?.version} is too old.`, `Upgrade it to ${oldestVersion} or newer.`)
)

const permissions = Effect.map(
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ missing: string }>`
      select 'create on the database' as missing
      where not has_database_privilege(current_database(), 'create')
        and (select count(*) from pg_namespace where nspname in ('canonical', 'sync', 'cluster')) < 3
      union all
      select 'usage and create on schema ' || nspname from pg_namespace
      where nspname in ('canonical', 'sync', 'cluster') and not has_schema_privilege(oid, 'usage, create')
      union all
      select 'select, insert, update and delete on ' || count(*) || ' tables of schema ' || n.nspname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('canonical', 'sync', 'cluster') and c.relkind = 'r'
        and not (
          has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
          and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete')
        )
      group by n.nspname`
  ),
  (rows) =>
    rows.length === 0
      ? ok("permissions", "The user of DATABASE_URL may do all that a node does.")
      : failed(
          "permissions",
          `The user of DATABASE_URL lacks ${rows.map(({ missing }) => missing).join("; ")}.`,
          "Grant it, or let the owner of the schemas be that user."
        )
)

const schema = Effect.gen(function* () {
  const migrate = "Run sync-engine migrate; a node does so at its start."
  const applied = yield* appliedMigration
  if (Option.isNone(applied)) return failed("schema", "The database has no tables of the engine.", migrate)
  const newest = applied.value
  if (newest < newestMigration)
    return failed("schema", `The schema is at ${newest}, this version needs ${newestMigration}.`, migrate)
  return newest === newestMigration
    ? ok("schema", `The schema is current (${newest}).`)
    : warning(
        "schema",
        `The schema is at ${newest}, newer than this version knows (${newestMigration}).`,
        "Run the doctor of the version that the nodes run."
      )
})

const clock = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const before = yield* Clock.currentTimeMillis
  const [row] = yield* sql<{
    millis: number
  }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as millis`
  const after = yield* Clock.currentTimeMillis
  const seconds = Math.abs((row?.millis ?? after) - (before + after) / 2) / 1000
  return seconds <= tolerableSkewSeconds + (after - before) / 1000
    ? ok("clock", "The clocks of this machine and of the database agree.")
    : failed(
        "clock",
        `The clocks of this machine and of the database are ${Math.round(seconds)} s apart.`,
        "Let both machines keep time by NTP."
      )
})

/** What is wrong with the database, as the user that a node is; one without permissions could look at no more. */
export const checkDatabase = Effect.gen(function* () {
  const found = [yield* version, yield* permissions]
  return found.some(({ status }) => status === "failed") ? found : [...found, yield* schema, yield* clock]
})
