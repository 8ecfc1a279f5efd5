import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { atOnce, inTurns, type Steps } from "../../src/load/Steps.ts"

describe("steps", () => {
  function* counting(log: Array<string>): Steps<number> {
    for (let step = 1; step <= 3; step += 1) {
      yield
      log.push(`step ${step}`)
    }
    return 3
  }

  it("are done at once", () => {
    assert.strictEqual(atOnce(counting([])), 3)
  })

  it.live("let what came in meanwhile have its turn", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      setImmediate(() => log.push("somebody else"))
      assert.strictEqual(yield* inTurns(() => counting(log)), 3)
      assert.deepStrictEqual(log, ["somebody else", "step 1", "step 2", "step 3"])
    })
  )

  it.live("begin anew each time", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const work = inTurns(() => counting(log))
      yield* Effect.zip(work, work)
      assert.lengthOf(log, 6)
    })
  )
})
