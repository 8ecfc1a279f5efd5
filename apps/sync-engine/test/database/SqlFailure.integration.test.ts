import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { Effect, Fiber, Layer, Redacted, Ref } from "effect"
import { untilDatabaseAnswers } from "../../src/database/SqlFailure.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

const counter = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`create table public.counters (name text primary key, value integer not null default 0)`
  yield* sql`insert into public.counters (name) values ('a'), ('b')`
  return sql
})

describe("a lost race", () => {
  it.scopedLive("between transactions that wait for each other is run again", () =>
    Effect.gen(function* () {
      const sql = yield* counter
      const tries = yield* Ref.make(0)
      const both = yield* Effect.makeLatch()
      const add = (first: string, second: string) =>
        Ref.updateAndGet(tries, (count) => count + 1).pipe(
          Effect.flatMap((count) =>
            sql.withTransaction(
              Effect.gen(function* () {
                yield* sql`update public.counters set value = value + 1 where name = ${first}`
                if (count === 2) yield* both.open
                yield* both.await
                yield* sql`update public.counters set value = value + 1 where name = ${second}`
              })
            )
          ),
          untilDatabaseAnswers
        )
      yield* Effect.all([add("a", "b"), add("b", "a")], { concurrency: 2 })
      assert.isAbove(yield* tries, 2)
      assert.deepStrictEqual(yield* sql`select value from public.counters`, [{ value: 2 }, { value: 2 }])
    }).pipe(Effect.provide(Layer.fresh(layerMigratedDatabase)))
  )

  it.scopedLive("against a transaction that read the same is run again", () =>
    Effect.gen(function* () {
      const sql = yield* counter
      const tries = yield* Ref.make(0)
      const both = yield* Effect.makeLatch()
      const add = Ref.updateAndGet(tries, (count) => count + 1).pipe(
        Effect.flatMap((count) =>
          sql.withTransaction(
            Effect.gen(function* () {
              yield* sql`set transaction isolation level repeatable read`
              yield* sql`select value from public.counters where name = 'a'`
              if (count === 2) yield* both.open
              yield* both.await
              yield* sql`update public.counters set value = value + 1 where name = 'a'`
            })
          )
        ),
        untilDatabaseAnswers
      )
      yield* Effect.all([add, add], { concurrency: 2 })
      assert.strictEqual(yield* tries, 3)
      const [row] = yield* sql`select value from public.counters where name = 'a'`
      assert.deepStrictEqual(row, { value: 2 })
    }).pipe(Effect.provide(Layer.fresh(layerMigratedDatabase)))
  )

  it.scopedLive("against a cancellation that was meant for the statement before is run again", () =>
    Effect.gen(function* () {
      const { url } = yield* TestDatabase
      const pool = yield* Layer.build(PgClient.layer({ url: Redacted.make(url), maxConnections: 2 }))
      const begun = yield* Ref.make(0)
      const sleeps = (seconds: number) =>
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql`select pg_sleep(${seconds})`).pipe(
          Effect.provide(pool)
        )
      // Both connections are taken, and the next statement waits for one before the cancellation does.
      const calledOff = yield* Effect.fork(sleeps(0.5))
      yield* Effect.fork(sleeps(1))
      yield* Effect.sleep("100 millis")
      const next = yield* Ref.update(begun, (count) => count + 1).pipe(
        Effect.zipRight(sleeps(1.5)),
        untilDatabaseAnswers,
        Effect.fork
      )
      yield* Effect.sleep("100 millis")
      yield* Fiber.interruptFork(calledOff)
      yield* Fiber.join(next)
      assert.strictEqual(yield* Ref.get(begun), 2)
    }).pipe(Effect.provide(Layer.fresh(layerMigratedDatabase)))
  )
})
