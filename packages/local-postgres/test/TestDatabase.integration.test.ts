import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { AdminStatementFailed, TestDatabase } from "../src/index.ts"
import { layerTestDatabase, testServer } from "../src/vitest.ts"
import { query } from "./fixtures/processes.ts"

const databases = Effect.map(query(testServer().url, "select datname from pg_database"), (rows) =>
  rows.map(({ datname }) => datname)
)

describe("TestDatabase", () => {
  it.scoped("migrates a template once and gives each caller a copy of its own", () =>
    Effect.gen(function* () {
      const migrations = yield* Ref.make(0)
      const template = {
        name: "counted",
        migrate: (url: string) =>
          query(url, "create table people (name text)").pipe(
            Effect.zipRight(Ref.update(migrations, (n) => n + 1))
          )
      }
      const make = TestDatabase.make({ server: testServer(), template })
      const [one, other] = yield* Effect.all([make, make], { concurrency: 2 })
      yield* query(one.url, "insert into people values ('Ada')")
      assert.deepStrictEqual(yield* query(one.url, "select name from people"), [{ name: "Ada" }])
      assert.deepStrictEqual(yield* query(other.url, "select name from people"), [])
      assert.strictEqual(yield* Ref.get(migrations), 1)
    })
  )

  it.effect("drops the database with its scope, connected clients or not", () =>
    Effect.gen(function* () {
      const { name } = yield* Effect.scoped(TestDatabase.make({ server: testServer() }))
      assert.notInclude(yield* databases, name)
    })
  )

  it.effect("keeps nothing of a template whose migration failed", () =>
    Effect.gen(function* () {
      const server = testServer()
      const failing = { name: "failing", migrate: () => Effect.fail("no such column") }
      assert.strictEqual(
        yield* Effect.flip(Effect.scoped(TestDatabase.make({ server, template: failing }))),
        "no such column"
      )
      yield* Effect.scoped(
        TestDatabase.make({ server, template: { ...failing, migrate: () => Effect.void } })
      )
    })
  )

  it.effect("names the statement that failed", () =>
    Effect.gen(function* () {
      const server = { url: "postgresql://postgres@127.0.0.1:1/postgres", runId: "none" }
      const error = yield* Effect.flip(Effect.scoped(TestDatabase.make({ server })))
      assert.instanceOf(error, AdminStatementFailed)
      assert.include(error.message, `"connect" failed`)
    })
  )

  it.layer(layerTestDatabase())("as a layer", (it) => {
    it.effect("gives the tests of a file one database", () =>
      Effect.gen(function* () {
        const { name, url } = yield* TestDatabase
        assert.deepStrictEqual(yield* query(url, "select current_database() as name"), [{ name }])
      })
    )
  })
})
