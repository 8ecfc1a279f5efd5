import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Scope, TestClock } from "effect"
import type { BudgetNews, WaitingFor } from "../../src/connection/Connection.ts"
import * as PermitPool from "../../src/connection/PermitPool.ts"
import { permitLifetimeMillis } from "../../src/connection/RequestBudget.ts"

interface Grant {
  readonly permits: number
  readonly retryAfterMillis?: number
  readonly waitingFor?: WaitingFor
  readonly pausedMillis?: number
}

/** An owner that grants what it was told to, in turn, and nothing more for a long time after. */
const owner = (grants: ReadonlyArray<Grant>) => {
  const leases: Array<BudgetNews> = []
  const settled: Array<BudgetNews> = []
  const source: PermitPool.PermitSource = {
    lease: (_want, news) =>
      Effect.sync(() => {
        leases.push(news)
        const {
          pausedMillis = 0,
          permits,
          retryAfterMillis = 0,
          waitingFor = null
        } = grants[leases.length - 1] ?? {
          permits: 0,
          retryAfterMillis: 600_000
        }
        return {
          leaseId: `lease/${leases.length}`,
          permits,
          retryAfterMillis,
          waitingFor,
          pausedMillis,
          requestsPerSecond: 5
        }
      }),
    settle: (news) => Effect.sync(() => void settled.push(news))
  }
  return { leases, settled, source }
}

const quiet = { observed: null, pauseMillis: null, transport: null }
const patient = { patienceMillis: 60_000 }

describe("PermitPool", () => {
  it.scoped("asks the owner only when no permit is left", () =>
    Effect.gen(function* () {
      const { leases, source } = owner([{ permits: 2 }, { permits: 1 }])
      const pool = yield* PermitPool.make(source, patient)
      assert.strictEqual(yield* pool.requestsPerSecond, 0)
      const taken = yield* Effect.all([pool.take, pool.take, pool.take])
      assert.deepStrictEqual(
        taken.map(({ leaseId }) => leaseId),
        ["lease/1", "lease/1", "lease/2"]
      )
      assert.strictEqual(leases.length, 2)
      assert.strictEqual(yield* pool.requestsPerSecond, 5)
    })
  )

  it.scoped("waits as long as the owner says and asks again", () =>
    Effect.gen(function* () {
      const { leases, source } = owner([{ permits: 0, retryAfterMillis: 700 }, { permits: 1 }])
      const pool = yield* PermitPool.make(source, patient)
      const waiting = yield* Effect.fork(pool.take)
      yield* TestClock.adjust("699 millis")
      assert.strictEqual(leases.length, 1)
      assert.strictEqual((yield* Fiber.poll(waiting))._tag, "None")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(waiting)).leaseId, "lease/2")
    })
  )

  it.scoped("lets one caller ask for all that wait", () =>
    Effect.gen(function* () {
      const { leases, source } = owner([{ permits: 0, retryAfterMillis: 100 }, { permits: 3 }])
      const pool = yield* PermitPool.make(source, patient)
      const waiting = yield* Effect.fork(
        Effect.all([pool.take, pool.take, pool.take], { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("100 millis")
      assert.strictEqual((yield* Fiber.join(waiting)).length, 3)
      assert.strictEqual(leases.length, 2)
    })
  )

  it.scoped("reports within a moment when answers came, how long ago, and what they said of the budget", () =>
    Effect.gen(function* () {
      const { settled, source } = owner([{ permits: 2 }])
      const pool = yield* PermitPool.make(source, patient)
      const permit = yield* pool.take
      yield* TestClock.adjust("300 millis")
      yield* pool.answered(permit, {
        observed: { limit: 100, periodSeconds: 20, count: 7 },
        pauseMillis: null,
        transport: "answered"
      })
      assert.deepStrictEqual(settled, [])
      yield* TestClock.adjust("250 millis")
      assert.deepStrictEqual(settled, [
        {
          settlements: [{ leaseId: "lease/1", answeredAgoMillis: [200], unused: 0 }],
          observed: { limit: 100, periodSeconds: 20, count: 7, agoMillis: 200 },
          pauseMillis: null,
          transport: { answered: 1, failed: 0 }
        }
      ])
      yield* TestClock.adjust("1 second")
      assert.strictEqual(settled.length, 1)
    })
  )

  it.scoped("takes news along when it asks for more", () =>
    Effect.gen(function* () {
      const { leases, settled, source } = owner([{ permits: 1 }, { permits: 1 }])
      const pool = yield* PermitPool.make(source, patient)
      yield* pool.answered(yield* pool.take, quiet)
      yield* pool.take
      assert.deepStrictEqual(leases[1]?.settlements, [
        { leaseId: "lease/1", answeredAgoMillis: [0], unused: 0 }
      ])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(settled, [])
    })
  )

  it.scoped("gives permits back that nobody used in time, and never hands them out later", () =>
    Effect.gen(function* () {
      const { settled, source } = owner([{ permits: 3 }, { permits: 1 }])
      const pool = yield* PermitPool.make(source, patient)
      yield* pool.answered(yield* pool.take, quiet)
      yield* TestClock.adjust(permitLifetimeMillis + 250)
      assert.deepStrictEqual(
        settled.flatMap(({ settlements }) => settlements.map(({ unused }) => unused)),
        [0, 2]
      )
      assert.strictEqual((yield* pool.take).leaseId, "lease/2")
    })
  )

  it.scoped("sends nothing while the upstream wants a pause, whatever it holds, and tells the owner", () =>
    Effect.gen(function* () {
      const { leases, settled, source } = owner([{ permits: 3 }])
      const pool = yield* PermitPool.make(source, patient)
      const permit = yield* pool.take
      yield* TestClock.adjust("100 millis")
      yield* pool.answered(permit, { ...quiet, pauseMillis: 2_000 })
      const waiting = yield* Effect.fork(pool.take)
      yield* TestClock.adjust("150 millis")
      assert.strictEqual(settled[0]?.pauseMillis, 1_850)
      yield* TestClock.adjust("1849 millis")
      assert.strictEqual((yield* Fiber.poll(waiting))._tag, "None")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(waiting)).leaseId, "lease/1")
      assert.deepStrictEqual([leases.length, settled.length], [1, 1])
    })
  )

  it.scoped("fails at once when asked for a longer pause than anybody sits out, until that is over", () =>
    Effect.gen(function* () {
      const { leases, source } = owner([
        { permits: 1 },
        { permits: 0, pausedMillis: 5_000, waitingFor: "retry-after" },
        { permits: 1 }
      ])
      const pool = yield* PermitPool.make(source, { patienceMillis: 1_000 })
      yield* pool.answered(yield* pool.take, { ...quiet, pauseMillis: 2_000 })
      assert.deepInclude(yield* Effect.flip(pool.take), { _tag: "RetryLater", seconds: 2 })
      assert.strictEqual(yield* pool.waitingFor, "retry-after")
      yield* TestClock.adjust("2 seconds")
      // another node was told to wait even longer
      assert.deepInclude(yield* Effect.flip(pool.take), { _tag: "RetryLater", seconds: 5 })
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(leases.length, 2)
      const waiting = yield* Effect.fork(pool.take)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(waiting)
      assert.isNull(yield* pool.waitingFor)
    })
  )

  it.scoped(
    "gives all permits back after a failure, and tells how many there were since the last answer",
    () =>
      Effect.gen(function* () {
        const { leases, source } = owner([
          { permits: 4 },
          { permits: 0, retryAfterMillis: 1_000, waitingFor: "breaker" }
        ])
        const pool = yield* PermitPool.make(source, patient)
        const [first, second, third] = yield* Effect.all([pool.take, pool.take, pool.take])
        yield* TestClock.adjust("100 millis")
        yield* pool.answered(first, { ...quiet, transport: "failed" })
        yield* pool.answered(second, { ...quiet, transport: "answered" })
        yield* pool.answered(third, { ...quiet, transport: "failed" })
        const waiting = yield* Effect.fork(pool.take)
        yield* Effect.yieldNow()
        assert.strictEqual(yield* pool.waitingFor, "breaker")
        assert.deepStrictEqual(leases[1]?.transport, { answered: 1, failed: 1 })
        assert.strictEqual(leases[1]?.settlements[0]?.unused, 1)
        yield* Fiber.interrupt(waiting)
      })
  )

  it.effect("stops reporting when its scope closes", () =>
    Effect.gen(function* () {
      const { settled, source } = owner([{ permits: 1 }])
      const scope = yield* Scope.make()
      const pool = yield* Scope.extend(PermitPool.make(source, patient), scope)
      yield* TestClock.adjust("100 millis")
      yield* pool.answered(yield* pool.take, quiet)
      yield* Scope.close(scope, yield* Effect.exit(Effect.void))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(settled, [])
    })
  )
})
