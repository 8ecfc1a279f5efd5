import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { layerTestDatabase } from "@openfaith/local-postgres/vitest"
import { Effect, Layer } from "effect"
import { readdirSync } from "node:fs"
import * as Database from "../../src/database/Database.ts"
import { migrate } from "../../src/database/Migrations.ts"
import { environment } from "../support/MigratedDatabase.ts"
import { schemaDump } from "../support/SchemaDump.ts"

/** Runs with a pool of its own, as another node does. */
const asNode = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.flatMap(TestDatabase, ({ url }) =>
    effect.pipe(Effect.provide(Layer.fresh(Database.layer)), Effect.withConfigProvider(environment(url)))
  )

const all = schemaDump(["canonical", "sync", "cluster"])

const migrations = new URL("../../src/database/migrations/", import.meta.url)

/** Every migration that there is, once, in the order of their numbers. */
const assertWhole = (applied: ReadonlyArray<readonly [number, string]>) => {
  const named = readdirSync(migrations).sort()
  assert.deepStrictEqual(
    applied.map(([id, name]) => `${String(id).padStart(4, "0")}_${name}.ts`),
    named
  )
}

describe("migrate", () => {
  it.scopedLive("lets nodes that start together on an empty database take turns", () =>
    Effect.gen(function* () {
      const applied = yield* Effect.all([asNode(migrate), asNode(migrate), asNode(migrate)], {
        concurrency: "unbounded"
      })
      assertWhole(applied.flat())
      assert.strictEqual(applied.filter((some) => some.length > 0).length, 1)
    }).pipe(Effect.provide(layerTestDatabase()))
  )

  it.scopedLive("changes nothing on a database that is up to date", () =>
    Effect.gen(function* () {
      assertWhole(yield* asNode(migrate))
      const before = yield* asNode(all)
      assert.include(before, "create table cluster.")
      const insert = Effect.flatMap(
        SqlClient.SqlClient,
        (sql) => sql`
          insert into canonical.campuses (org_id, id, adapter, external_id, source_hash, content_hash)
          values ('grace', gen_random_uuid(), 'pco', '1', '', '')`
      )
      yield* asNode(insert)
      assert.deepStrictEqual(yield* asNode(migrate), [])
      assert.strictEqual(yield* asNode(all), before)
      const rows = yield* asNode(
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql`select 1 from canonical.campuses`)
      )
      assert.strictEqual(rows.length, 1)
    }).pipe(Effect.provide(layerTestDatabase()))
  )

  it.scopedLive("leaves no lock behind when it fails", () =>
    Effect.gen(function* () {
      const inTheWay = Effect.flatMap(SqlClient.SqlClient, (sql) =>
        Effect.zipRight(sql`create schema canonical`, sql`create table canonical.campuses (id integer)`)
      )
      yield* asNode(inTheWay)
      assert.strictEqual((yield* Effect.exit(asNode(migrate)))._tag, "Failure")
      yield* asNode(Effect.flatMap(SqlClient.SqlClient, (sql) => sql`drop table canonical.campuses`))
      assertWhole(yield* asNode(migrate))
    }).pipe(Effect.provide(layerTestDatabase()))
  )
})
