import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { type BudgetNews, ConnectionParked } from "../../src/connection/Connection.ts"
import { heard } from "../../src/connection/Upstreams.ts"

const news: BudgetNews = {
  settlements: [{ leaseId: "one", answeredAgoMillis: [5], unused: 40 }],
  observed: null,
  pauseMillis: null,
  transport: { answered: 1, failed: 0 }
}

/** An owner that grants what it is asked for the second time, with all that it was told. */
const grantingAfter = (first: Effect.Effect<string, string>) => {
  const told: Array<BudgetNews> = []
  const ask = (untold: BudgetNews) =>
    Effect.suspend(() => (told.push(untold) === 1 ? first : Effect.succeed("granted")))
  return { ask, told }
}

describe("a question to a connection's owner", () => {
  it.effect("is asked again when no answer comes, and settles nothing twice", () =>
    Effect.gen(function* () {
      // The first question does not let itself be interrupted.
      const { ask, told } = grantingAfter(Effect.uninterruptible(Effect.never))
      const answer = yield* Effect.fork(heard(news, ask))
      yield* TestClock.adjust("14 seconds")
      assert.deepStrictEqual(told, [news])
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(answer), "granted")
      assert.deepStrictEqual(
        told.map(({ settlements }) => settlements),
        [news.settlements, []]
      )
    })
  )

  it.effect("is asked again with its news when the owner is on the move", () =>
    Effect.gen(function* () {
      const { ask, told } = grantingAfter(Effect.fail("on the move"))
      const answer = yield* Effect.fork(heard(news, ask))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(answer), "granted")
      assert.deepStrictEqual(told, [news, news])
    })
  )

  it.effect("is not asked again when only a person can help", () =>
    Effect.gen(function* () {
      const parked = new ConnectionParked({ connectionId: "one", reason: "refused" })
      assert.deepStrictEqual(yield* Effect.flip(heard(news, () => Effect.fail(parked))), parked)
    })
  )
})
