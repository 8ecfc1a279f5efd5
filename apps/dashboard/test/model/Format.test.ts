import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { compact, counted, duration, entityLabel, relative } from "../../src/model/Format.ts"

describe("duration", () => {
  it.each([
    [0, "0 s"],
    [0.4, "<1 s"],
    [59, "59 s"],
    [60, "1 min"],
    [3_661, "1 h 1 min"],
    [86_400, "1 d"],
    [90_000, "1 d 1 h"],
    [86_460, "1 d"]
  ])("writes %d seconds as %s", (seconds, expected) => {
    assert.strictEqual(duration(seconds), expected)
  })
})

describe("relative", () => {
  it.each([
    [0, "now"],
    [-4, "now"],
    [-90, "1 min ago"],
    [3_700, "in 1 h"]
  ])("writes what is %d seconds away as %s", (seconds, expected) => {
    const instant = DateTime.unsafeMake(1_000_000_000 + seconds * 1000)
    assert.strictEqual(relative(instant, 1_000_000_000), expected)
  })
})

describe("numbers", () => {
  it.each([
    [999, "999"],
    [12_345, "12.3k"],
    [123_456, "123k"],
    [4_500_000, "4.5M"]
  ])("shortens %d to %s", (value, expected) => {
    assert.strictEqual(compact(value), expected)
  })

  it("counts one thing and several", () => {
    assert.deepStrictEqual([counted(1, "row"), counted(1_200, "row")], ["1 row", "1,200 rows"])
  })

  it("writes the name of an entity in words", () => {
    assert.strictEqual(entityLabel("HouseholdMembership"), "Household membership")
  })
})
