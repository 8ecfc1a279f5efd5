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

  const busyFor = (millis: number) => {
    const until = performance.now() + millis
    while (performance.now() < until);
  }

  function* slow(log: Array<string>): Steps<void> {
    busyFor(10)
    for (const step of counting(log)) yield step
  }

  it.live("let what came in meanwhile have its turn when they take long, and only then", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      setImmediate(() => log.push("somebody else"))
      yield* inTurns(() => counting(log))
      assert.deepStrictEqual(log, ["step 1", "step 2", "step 3"])
      yield* inTurns(() => slow(log))
      assert.deepStrictEqual(log.slice(3), ["somebody else", "step 1", "step 2", "step 3"])
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
