import { assert, describe, it } from "@effect/vitest"
import { leastRequests } from "../../src/bench/LeastRequests.ts"
import { spreadOf } from "../../src/bench/Spread.ts"
import { countStatements } from "../../src/bench/Statements.ts"

describe("countStatements", () => {
  it("takes off what is done anyway, and tells the rows of the pages from what is around them", () => {
    const { most, ...counts } = countStatements(
      [
        { query: "BEGIN", calls: 10, millis: 1 },
        { query: "COMMIT", calls: 10, millis: 3 },
        { query: 'insert into canonical."people"\n  select', calls: 10, millis: 50 },
        { query: "insert into sync.pages", calls: 10, millis: 20 },
        { query: "select poll", calls: 25, millis: 10 }
      ],
      20,
      [
        { query: "select poll", calls: 10, millis: 4 },
        { query: "COMMIT", calls: 2, millis: 1 },
        { query: "select now and then", calls: 1, millis: 1 }
      ],
      10
    )
    assert.deepStrictEqual(counts, {
      calls: 39,
      millis: 72,
      transactionCalls: 16,
      ownCalls: 10,
      ownMillis: 50
    })
    assert.include(
      most.map(({ query }) => query),
      'insert into canonical."people" select'
    )
  })
})

describe("leastRequests", () => {
  it("is a page for each hundred of a list and for each parent, at least one", () => {
    const empty = 14
    assert.strictEqual(leastRequests({}, []), empty)
    assert.strictEqual(leastRequests({ Person: 100, Household: 101, TagGroup: 2 }, []), empty + 1 + 101 + 2)
    assert.strictEqual(leastRequests({}, [{ members: 0 }, { members: 100 }, { members: 101 }]), empty + 4)
  })
})

describe("spreadOf", () => {
  it("compares what 95 % do not exceed with what half do not", () => {
    assert.deepStrictEqual(spreadOf([5]), { p95ToMedian: 1, maxToMin: 1 })
    const values = Array.from({ length: 100 }, (_, index) => index + 1)
    assert.deepStrictEqual(spreadOf(values), { p95ToMedian: 1.9, maxToMin: 100 })
  })
})
