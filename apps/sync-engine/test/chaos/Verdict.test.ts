import { assert, describe, it } from "@effect/vitest"
import { isSound, type Observation, verdictOf } from "../../src/chaos/Verdict.ts"
import type { Comparison } from "../../src/local/CompareWithTruth.ts"

const people = (given: Partial<Comparison> = {}): Comparison => ({
  entity: "Person",
  source: 10,
  canonical: 10,
  missing: [],
  surplus: [],
  different: [],
  ...given
})

const seen = (given: Partial<Observation> = {}): Observation => ({
  seed: 1,
  minutes: 1,
  faults: [],
  comparisons: [people()],
  wronglyDeleted: new Set(),
  crashes: 0,
  recoveries: [],
  ...given
})

describe("verdictOf", () => {
  it("finds nothing where every record has its one row", () => {
    assert.deepInclude(verdictOf(seen()), {
      rowsCompared: 10,
      lost: 0,
      duplicated: 0,
      surplus: 0,
      different: 0
    })
    assert.isTrue(isSound(verdictOf(seen())))
  })

  it.each<[string, Partial<Observation>, object]>([
    ["a record without a row", { comparisons: [people({ canonical: 9, missing: ["1"] })] }, { lost: 1 }],
    [
      "a record whose row is marked as deleted",
      { comparisons: [people({ canonical: 9, missing: ["1"] })], wronglyDeleted: new Set(["Person/1"]) },
      { lost: 0, wronglyDeleted: 1 }
    ],
    ["a second row of a record", { comparisons: [people({ canonical: 11 })] }, { duplicated: 1 }],
    [
      "a row whose record is gone",
      { comparisons: [people({ canonical: 11, surplus: ["11"] })] },
      { surplus: 1, duplicated: 0 }
    ],
    [
      "a row that differs, however many columns do",
      { comparisons: [people({ different: ["1 firstName: a", "1 lastName: b", "2 lastName: c"] })] },
      { different: 2 }
    ],
    ["a node that ended by itself", { crashes: 1 }, { crashes: 1 }]
  ])("tells %s", (_, observation, expected) => {
    const verdict = verdictOf(seen(observation))
    assert.deepInclude(verdict, expected)
    assert.isFalse(isSound(verdict))
  })

  it("counts faults and times recoveries by kind", () => {
    const verdict = verdictOf(
      seen({
        faults: ["node-killed", "source-500", "node-killed"],
        recoveries: [
          { kind: "node-killed", seconds: 9 },
          { kind: "node-killed", seconds: 3 },
          { kind: "node-killed", seconds: 5 },
          { kind: "database-restarted", seconds: 2 }
        ]
      })
    )
    assert.deepStrictEqual(verdict.faults, { "node-killed": 2, "source-500": 1 })
    assert.deepStrictEqual(verdict.recoverySeconds, {
      "database-restarted": { median: 2, longest: 2 },
      "node-killed": { median: 5, longest: 9 }
    })
    assert.strictEqual(verdict.longestRecoverySeconds, 9)
  })
})
