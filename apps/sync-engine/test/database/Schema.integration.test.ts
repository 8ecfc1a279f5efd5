import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { canonicalEntities, canonicalEntityNames, commonColumns } from "@openfaith/canonical"
import { Effect } from "effect"
import { blocks, someId } from "../support/DocumentedExamples.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"
import { schemaDump } from "../support/SchemaDump.ts"

const header = `-- The tables of a migrated database, as the catalog tells them. Written by
--   pnpm --filter @openfaith/sync-engine schema
-- and compared by every test run; the migrations are what creates them.

`

const tableOf = (entity: keyof typeof canonicalEntities) => canonicalEntities[entity].table

describe("the migrated database", () => {
  it.scoped("is what schema.sql shows", ({ expect }) =>
    Effect.gen(function* () {
      const dump = yield* schemaDump(["canonical", "sync"])
      yield* Effect.promise(() => expect(`${header}${dump}\n`).toMatchFileSnapshot("../../schema.sql"))
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("ends the transactions of a process that was stopped, whose locks others wait for", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      assert.deepStrictEqual(yield* sql`show idle_in_transaction_session_timeout`, [
        { idleInTransactionSessionTimeout: "12s" }
      ])
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("has a table for each canonical entity and no other, with the columns of its shape", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = yield* sql<{ table: string; column: string; type: string; nullable: boolean }>`
        select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type, not a.attnotnull as nullable
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'canonical'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        order by c.relname, a.attnum`
      assert.sameMembers([...new Set(columns.map(({ table }) => table))], canonicalEntityNames.map(tableOf))
      for (const entity of canonicalEntityNames) {
        const table = tableOf(entity)
        const expected = [...commonColumns, ...canonicalEntities[entity].columns]
        assert.deepStrictEqual(
          columns.filter((column) => column.table === table),
          expected.map(({ column, nullable, pgType }) => ({
            table,
            column,
            type: pgType === "timestamptz" ? "timestamp with time zone" : pgType,
            nullable
          }))
        )
      }
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("holds hard references, and only those, to rows of the same organisation", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const keys = yield* sql<{ key: string }>`
        select conrelid::regclass || ' ' || pg_get_constraintdef(oid) as key from pg_constraint
        where connamespace = 'canonical'::regnamespace and contype in ('p', 'u', 'f')`
      const expected = canonicalEntityNames.flatMap((entity) => [
        `canonical.${tableOf(entity)} PRIMARY KEY (org_id, id)`,
        `canonical.${tableOf(entity)} UNIQUE (adapter, org_id, external_id)`,
        ...canonicalEntities[entity].columns.flatMap(({ column, references }) =>
          references?.kind === "hard"
            ? [
                `canonical.${tableOf(entity)} FOREIGN KEY (org_id, ${column}) REFERENCES canonical.${tableOf(references.entity)}(org_id, id)`
              ]
            : []
        )
      ])
      assert.sameMembers(
        keys.map(({ key }) => key),
        expected
      )
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("has what the queries in the documents ask for", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const statements = blocks("sql").flatMap(({ page, text }) =>
        text
          .replace(/--.*$/gm, "")
          .split(";")
          .filter((statement) => statement.trim() !== "")
          .map((statement) => ({ page, statement: statement.replaceAll("'…'", `'${someId}'`) }))
      )
      assert.isAbove(statements.length, 10)
      // Of an extension, as the page says.
      const plain = statements.filter(({ statement }) => !statement.includes("uuid_generate_v5"))
      yield* Effect.forEach(plain, ({ page, statement }) =>
        Effect.mapError(
          sql.unsafe(`explain ${statement}`),
          (error) => `${page}: ${String(error.cause)} in ${statement}`
        )
      )
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("has no index but the primary key that finds rows by their organisation alone", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const wide = yield* sql`
        select i.indexrelid::regclass::text as index from pg_index i join pg_class c on c.oid = i.indrelid
        join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where c.relnamespace = 'canonical'::regnamespace and a.attname = 'org_id' and not i.indisprimary`
      assert.deepStrictEqual(wide, [])
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("shows the rows of every organisation to its own work only", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const open = yield* sql<{ table: string }>`
        select c.oid::regclass::text as table from pg_class c
        where c.relkind = 'r' and c.relnamespace in ('canonical'::regnamespace, 'sync'::regnamespace)
          and not (c.relrowsecurity and exists (select from pg_policy where polrelid = c.oid)) order by 1`
      // What is the engine's as a whole, and not granted to the role at all.
      assert.deepStrictEqual(
        open.map(({ table }) => table),
        ["sync.alert_messages", "sync.alert_notices", "sync.api_keys", "sync.cluster_meta", "sync.migrations"]
      )
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("finds the rows that hang on a row by an index", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const missing = yield* sql`
        select conrelid::regclass::text as table, conname from pg_constraint f
        where contype = 'f' and connamespace = 'canonical'::regnamespace and not exists (
          select from pg_index i where i.indrelid = f.conrelid and i.indpred is null
            and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey
        )`
      assert.deepStrictEqual(missing, [])
    }).pipe(Effect.provide(layerMigratedDatabase))
  )
})
