import { SqlClient } from "@effect/sql"
import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { isTransientSql, untilDatabaseAnswers } from "../../src/database/SqlFailure.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

/** Ends the session of the transaction that this is part of. */
const breakOff = (sql: SqlClient.SqlClient) =>
  Effect.gen(function* () {
    const [session] = yield* sql<{ pid: number }>`select pg_backend_pid() as pid`
    const outside = yield* sql.reserve
    yield* outside.executeRaw("select pg_terminate_backend($1)", [session?.pid])
  }).pipe(Effect.scoped)

describe("a transaction whose connection breaks", () => {
  it.scopedLive("before its end fails, and does not die", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const atCommit = yield* Effect.flip(sql.withTransaction(breakOff(sql)))
      const atRollback = yield* Effect.flip(
        sql.withTransaction(Effect.zipRight(breakOff(sql), Effect.fail("for a reason of its own")))
      )
      for (const error of [atCommit, atRollback]) {
        assert.instanceOf(error, SqlError)
        assert.isTrue(isTransientSql(error), String(error))
      }
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scopedLive("is tried again", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const attempts = yield* Ref.make(0)
      yield* Ref.updateAndGet(attempts, (count) => count + 1).pipe(
        Effect.flatMap((attempt) => (attempt < 3 ? breakOff(sql) : Effect.void)),
        sql.withTransaction,
        untilDatabaseAnswers
      )
      assert.strictEqual(yield* Ref.get(attempts), 3)
    }).pipe(Effect.provide(layerMigratedDatabase))
  )
})
