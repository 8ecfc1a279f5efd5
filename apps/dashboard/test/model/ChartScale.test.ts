import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { ticksUpTo, timeTicksUpTo } from "../../src/model/ChartScale.ts"

describe("the lines of a chart", () => {
  it.each([
    [0, [0, 1]],
    [9, [0, 5, 10]],
    [2_800, [0, 1_000, 2_000, 3_000]]
  ])("up to %d are at %j", (most, expected) => {
    assert.deepStrictEqual(ticksUpTo(most), expected)
  })

  it.each([
    [0, [0, 1]],
    [55, [0, 30, 60]],
    [4_000, [0, 1_800, 3_600, 5_400]]
  ])("up to %d seconds are at %j", (most, expected) => {
    assert.deepStrictEqual(timeTicksUpTo(most), expected)
  })

  it("hold whatever is drawn, and are few", () => {
    for (const ticks of [ticksUpTo, timeTicksUpTo]) {
      fc.assert(
        fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (most) => {
          const lines = ticks(most)
          assert.isAtLeast(lines.at(-1) ?? 0, most)
          assert.isAtMost(lines.length, 6)
        })
      )
    }
  })
})
