import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect, Option } from "effect"
import { OrganizationRoleConfig } from "../config/OrganizationRoleConfig.ts"
import { OrganizationRoleRefused } from "./OrganizationRoleRefused.ts"
import { sqlState } from "./SqlFailure.ts"

const canonical = "select, insert, update on all tables in schema canonical"

// No more than work for one organisation takes. Credentials, secrets and keys of callers are not among it.
const sync: ReadonlyArray<string> = [
  "select on sync.alerts",
  "select, insert on sync.dead_letter_audit",
  "select, insert, update, delete on sync.dead_letters",
  "select, update on sync.held_deletions",
  "select, insert, update on sync.inbox",
  "select, insert on sync.pages",
  "select, insert, update on sync.runs",
  "select, insert, update on sync.schedules",
  "select, update on sync.streams",
  "select, insert, update on sync.watermarks"
]

const withoutSecrets: ReadonlyArray<readonly [table: string, secret: string]> = [
  ["connections", "credential"],
  ["webhook_subscriptions", "secret"]
]

const insufficientPrivilege = "42501"

/**
 * Makes the role in which nodes work for one organisation, unless it is there, lets this user work in it, and gives it what
 * that takes. Changes nothing where all of that is so.
 */
export const ensureOrganizationRole = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const configured = yield* OrganizationRoleConfig
  if (Option.isNone(configured)) return
  const role = configured.value
  yield* sql
    .withTransaction(
      Effect.gen(function* () {
        yield* sql.unsafe(join(role))
        yield* sql.unsafe(`grant usage on schema canonical, sync to ${role}`)
        for (const grant of [canonical, ...sync]) yield* sql.unsafe(`grant ${grant} to ${role}`)
        for (const [table, secret] of withoutSecrets) {
          const columns = yield* sql<{ names: string }>`
          select string_agg(quote_ident(attname), ', ') as names from pg_attribute
          where attrelid = ${`sync.${table}`}::regclass and attnum > 0 and not attisdropped and attname <> ${secret}`
          yield* sql.unsafe(`grant select (${columns[0]?.names ?? ""}) on sync.${table} to ${role}`)
        }
      })
    )
    .pipe(
      Effect.catchTag("SqlError", (cause) =>
        sqlState(cause) === insufficientPrivilege
          ? Effect.flatMap(currentUser(sql), (user) => new OrganizationRoleRefused({ role, user, cause }))
          : Effect.fail(cause)
      )
    )
})

const currentUser = (sql: SqlClient.SqlClient): Effect.Effect<string, SqlError> =>
  Effect.map(sql<{ name: string }>`select current_user::text as name`, ([row]) => row?.name ?? "")

// Roles are the server's: nodes of two databases may make the same one at the same moment.
const join = (role: string): string => `
do $$
begin
  if not exists (select from pg_roles where rolname = '${role}') then
    begin
      create role ${role} nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  begin
    perform set_config('role', '${role}', true);
    perform set_config('role', 'none', true);
  exception when insufficient_privilege then
    grant ${role} to current_user;
  end;
end $$`
