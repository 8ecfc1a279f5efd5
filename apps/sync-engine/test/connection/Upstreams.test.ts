import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { ConnectionParked } from "../../src/connection/Connection.ts"
import { heard } from "../../src/connection/Upstreams.ts"

describe("a question to a connection's owner", () => {
  it.effect("is asked again when no answer comes, though the first does not let itself be interrupted", () =>
    Effect.gen(function* () {
      let asked = 0
      const question = Effect.suspend(() =>
        ++asked === 1 ? Effect.uninterruptible(Effect.never) : Effect.succeed("granted")
      )
      const answer = yield* Effect.fork(heard(question))
      yield* TestClock.adjust("14 seconds")
      assert.strictEqual(asked, 1)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(answer), "granted")
    })
  )

  it.effect("is not asked again when only a person can help", () =>
    Effect.gen(function* () {
      const parked = new ConnectionParked({ connectionId: "one", reason: "refused" })
      assert.deepStrictEqual(yield* Effect.flip(heard(Effect.fail(parked))), parked)
    })
  )
})
