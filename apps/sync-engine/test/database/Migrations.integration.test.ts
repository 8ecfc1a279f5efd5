import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { layerTestDatabase } from "@openfaith/local-postgres/vitest"
import { Effect, Either, Layer } from "effect"
import { readdirSync } from "node:fs"
import { byBuild } from "../../src/database/ClusterMeta.ts"
import * as Database from "../../src/database/Database.ts"
import { migrate } from "../../src/database/Migrations.ts"
import { version } from "../../src/Version.ts"
import { environment } from "../support/MigratedDatabase.ts"
import { schemaDump } from "../support/SchemaDump.ts"

/** Runs with a pool of its own, as another node does. */
const asNode = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>, more: Record<string, string> = {}) =>
  Effect.flatMap(TestDatabase, ({ url }) =>
    effect.pipe(
      Effect.provide(Layer.fresh(Database.layer)),
      Effect.withConfigProvider(environment(url, more))
    )
  )

const run = (statement: string) =>
  asNode(Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe<Record<string, unknown>>(statement)))

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

  it.scopedLive("lets one of two clusters have the database, whichever comes first", () =>
    Effect.gen(function* () {
      const exits = yield* Effect.all(
        ["grace", "hope", "grace", "hope"].map((id) => Effect.either(asNode(migrate, { CLUSTER_ID: id }))),
        { concurrency: "unbounded" }
      )
      const [meta] = yield* run("select cluster_id, build from sync.cluster_meta")
      const owner = String(meta?.["clusterId"])
      assert.strictEqual(meta?.["build"], version)
      const other = owner === "grace" ? "hope" : "grace"
      const refused = exits.filter(Either.isLeft).map(({ left }) => left)
      assert.deepStrictEqual(
        refused.map((error) => error._tag === "JoinRefused" && [error.reason, error.expected, error.found]),
        [1, 2].map(() => ["OtherCluster", other, owner])
      )
      assert.deepStrictEqual(yield* asNode(migrate, { CLUSTER_ID: owner }), [])
    }).pipe(Effect.provide(layerTestDatabase()))
  )

  it.scopedLive("refuses a database that a newer version has migrated, and changes nothing there", () =>
    Effect.gen(function* () {
      yield* asNode(migrate)
      yield* run("insert into sync.migrations (migration_id, name) values (9999, 'of_tomorrow')")
      yield* run("update sync.cluster_meta set schema_version = 9999, build = '99.0.0'")
      const error = yield* Effect.flip(asNode(migrate))
      assert.deepInclude(error, { _tag: "JoinRefused", reason: "NewerSchema", found: "9999" })
      const [meta] = yield* run("select schema_version, build from sync.cluster_meta")
      assert.deepStrictEqual(meta, { schemaVersion: 9999, build: "99.0.0" })
      yield* run("delete from sync.migrations where migration_id = 9999")
      // The schema is known again; that a newer build was here is remembered, and no reason to stay away.
      yield* asNode(migrate)
      const [after] = yield* run("select build from sync.cluster_meta")
      assert.deepStrictEqual(after, { build: "99.0.0" })
    }).pipe(Effect.provide(layerTestDatabase()))
  )

  it("compares builds by their numbers", () => {
    const builds = ["0.10.0", "0.9.12", "1.0.0", "0.9.2-rc.1"]
    assert.deepStrictEqual(builds.toSorted(byBuild), ["0.9.2-rc.1", "0.9.12", "0.10.0", "1.0.0"])
  })

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
