import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { pace } from "../../src/load/Pace.ts"

describe("pace", () => {
  it.effect("allows as much a second to whoever asks seldom as to whoever asks often", () =>
    Effect.gen(function* () {
      const allowed = yield* pace(8, 4)
      const after = (duration: `${number} millis`) => Effect.zipRight(TestClock.adjust(duration), allowed)
      assert.strictEqual(yield* after("250 millis"), 2)
      assert.strictEqual(yield* after("250 millis"), 2)
      assert.strictEqual(yield* after("3000 millis"), 24)
    })
  )

  it.effect("does not make up for a long silence, and always allows one", () =>
    Effect.gen(function* () {
      const allowed = yield* pace(8, 4)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* allowed, 32)
      assert.strictEqual(yield* allowed, 1)
    })
  )
})
