import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { faultKinds, faultSchedule, lanes } from "../../src/chaos/FaultSchedule.ts"

const anySeed = fc.integer({ min: 0 })
const aMinuteOrMore = fc.integer({ min: 1, max: 10 })

describe("faultSchedule", () => {
  it("is the same for the same seed, and another one for another", () => {
    fc.assert(
      fc.property(anySeed, aMinuteOrMore, (seed, minutes) => {
        const schedule = faultSchedule({ seed, minutes })
        assert.deepStrictEqual(schedule, faultSchedule({ seed, minutes }))
        assert.notDeepEqual(schedule, faultSchedule({ seed: seed + 1, minutes }))
      })
    )
  })

  it("has at least twelve kinds, and brings every one of them within a minute", () => {
    assert.isAtLeast(faultKinds.length, 12)
    fc.assert(
      fc.property(anySeed, aMinuteOrMore, (seed, minutes) => {
        const kinds = new Set(faultSchedule({ seed, minutes }).map(({ kind }) => kind))
        assert.sameMembers([...kinds], [...faultKinds])
      })
    )
  })

  it("strikes one thing at a time in every lane, and is over in time", () => {
    fc.assert(
      fc.property(anySeed, aMinuteOrMore, (seed, minutes) => {
        const schedule = faultSchedule({ seed, minutes })
        for (const lane of Object.keys(lanes)) {
          let free = 0
          for (const fault of schedule.filter((one) => one.lane === lane)) {
            assert.isAbove(fault.at, free)
            free = fault.at + fault.seconds
          }
          assert.isAtMost(free, minutes * 60)
        }
      })
    )
  })
})
