import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Metric, MetricState, TestClock } from "effect"
import { DatabaseBreaker } from "../../src/database/DatabaseBreaker.ts"
import {
  brieflyRetried,
  isTransientSql,
  sqlState,
  untilDatabaseAnswers
} from "../../src/database/SqlFailure.ts"

const sqlError = (cause: unknown) => new SqlError({ cause, message: "Failed to execute statement" })
const withCode = (code: string, message = "") => Object.assign(new Error(message), { code })

const away = sqlError(withCode("57P01"))
const duplicate = sqlError(withCode("23505"))

describe("isTransientSql", () => {
  const cases: ReadonlyArray<readonly [string, unknown, string | undefined, boolean]> = [
    ["a transaction that was left idle", sqlError(withCode("25P03")), "25P03", true],
    ["a lost serialisation race", sqlError(withCode("40001")), "40001", true],
    ["a deadlock", sqlError(withCode("40P01")), "40P01", true],
    ["a statement that was called off", sqlError(withCode("57014")), "57014", true],
    ["a password that is not ours any more", sqlError(withCode("28P01")), "28P01", true],
    ["a disk that is full", sqlError(withCode("53100")), "53100", true],
    ["too many connections", sqlError(withCode("53300")), "53300", true],
    ["a server told to stop", away, "57P01", true],
    ["a server that crashed", sqlError(withCode("57P02")), "57P02", true],
    ["a server that starts", sqlError(withCode("57P03")), "57P03", true],
    ["a connection that broke", sqlError(withCode("08006")), "08006", true],
    ["a port that nobody listens on", sqlError(withCode("ECONNREFUSED")), "ECONNREFUSED", true],
    ["a connection reset", sqlError(withCode("ECONNRESET")), "ECONNRESET", true],
    [
      "a code below another error",
      sqlError(new Error("wrapped", { cause: withCode("57P03") })),
      "57P03",
      true
    ],
    [
      "the innermost code of several",
      sqlError(Object.assign(withCode("XX000"), { cause: withCode("40001") })),
      "40001",
      true
    ],
    [
      "a driver's words without a code",
      sqlError(new Error("Connection terminated unexpectedly")),
      undefined,
      true
    ],
    [
      "a pool that waits in vain",
      sqlError(new Error("timeout exceeded when trying to connect")),
      undefined,
      true
    ],
    ["a unique violation", duplicate, "23505", false],
    ["a foreign key violation", sqlError(withCode("23503")), "23503", false],
    ["a syntax error", sqlError(withCode("42601")), "42601", false],
    [
      "a code whose words sound passing",
      sqlError(withCode("22P02", "Connection terminated")),
      "22P02",
      false
    ],
    ["words that nobody knows", sqlError(new Error("oh dear")), undefined, false],
    ["no cause at all", sqlError(undefined), undefined, false],
    ["something that is no error", "away", undefined, false],
    ["nothing", null, undefined, false]
  ]
  it.each(cases)("%s", (_, error, code, transient) => {
    assert.strictEqual(sqlState(error), code)
    assert.strictEqual(isTransientSql(error), transient)
  })

  it("comes to an end where causes go in circles", () => {
    const circle: { cause?: unknown } = {}
    circle.cause = circle
    assert.isFalse(isTransientSql(circle))
  })
})

/** Fails so many times, then answers. */
const failing = (times: number, error: SqlError) => {
  let tries = 0
  return Effect.suspend(() => (tries++ < times ? Effect.fail(error) : Effect.succeed(tries)))
}

const afterAWhile = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.await(fiber)
  })

describe("untilDatabaseAnswers", () => {
  it.effect("tries for as long as the database is away", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* afterAWhile(untilDatabaseAnswers(failing(200, away))), Exit.succeed(201))
    })
  )

  it.effect("dies of what no waiting mends, at once", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* Effect.exit(untilDatabaseAnswers(failing(1, duplicate))),
        Exit.die(duplicate)
      )
    })
  )

  it.effect("leaves other failures to the caller", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Effect.flip(untilDatabaseAnswers(Effect.fail("parked" as const))), "parked")
    })
  )
})

// What the metric says at last; the metrics of a process are its own and not a test's.
const isDown = Effect.map(
  Metric.snapshot,
  (pairs) =>
    pairs.flatMap(({ metricKey, metricState }) =>
      metricKey.name === "sync.database.down" && MetricState.isGaugeState(metricState)
        ? [metricState.value]
        : []
    )[0]
)

describe("DatabaseBreaker", () => {
  it.scoped("has all wait for one that looks, and all go on when the database is back", () =>
    Effect.gen(function* () {
      const seen = { isBack: false, statements: 0, probes: 0, looking: 0, atOnce: 0 }
      const statement = Effect.suspend(() => {
        seen.statements++
        return seen.isBack ? Effect.void : Effect.fail(away)
      })
      const probe = Effect.acquireUseRelease(
        Effect.sync(() => {
          seen.probes++
          seen.looking++
          seen.atOnce = Math.max(seen.atOnce, seen.looking)
        }),
        () => Effect.delay(seen.isBack ? Effect.void : Effect.fail(away), "1 second"),
        () => Effect.sync(() => void seen.looking--)
      )
      yield* Effect.gen(function* () {
        const all = yield* Effect.fork(
          Effect.all(
            Array.from({ length: 50 }, () => untilDatabaseAnswers(statement)),
            { concurrency: "unbounded" }
          )
        )
        yield* TestClock.adjust("1 minute")
        const { statements } = seen
        assert.isAtMost(statements, 60)
        yield* TestClock.adjust("1 minute")
        assert.deepInclude(seen, { statements, atOnce: 1 })
        assert.isAbove(seen.probes, 20)
        assert.strictEqual(yield* isDown, 1)
        seen.isBack = true
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(all)
        assert.strictEqual(seen.statements, statements + 50)
        assert.strictEqual(yield* isDown, 0)
      }).pipe(Effect.provide(DatabaseBreaker.layer(probe)))
    })
  )

  it.effect("does not take a lost race for an outage", () =>
    Effect.gen(function* () {
      const probe = Effect.dieMessage("nobody looks")
      const deadlock = sqlError(withCode("40P01"))
      const tries = untilDatabaseAnswers(failing(50, deadlock)).pipe(
        Effect.provide(DatabaseBreaker.layer(probe))
      )
      assert.deepStrictEqual(yield* afterAWhile(tries), Exit.succeed(51))
    })
  )
})

describe("brieflyRetried", () => {
  it.effect("bridges a moment", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* afterAWhile(brieflyRetried(failing(10, away))), Exit.succeed(11))
    })
  )

  it.effect("gives a long outage back to the caller", () =>
    Effect.gen(function* () {
      const exit = yield* afterAWhile(brieflyRetried(failing(11, away)))
      assert.deepStrictEqual(Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined, away)
    })
  )
})
