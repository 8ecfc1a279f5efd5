import { assert, describe, it } from "@effect/vitest"
import { brokenBy, tallyOf } from "../../src/sync/RunBreaker.ts"
import { streamRow } from "../support/Rows.ts"

const policy = { runBreakerPercent: 20, runBreakerMinimum: 100 }

describe("brokenBy", () => {
  const cases: ReadonlyArray<readonly [string, number, number, boolean]> = [
    ["nothing read", 0, 0, false],
    ["too few to say anything", 99, 99, false],
    ["exactly the share that is borne", 100, 20, false],
    ["one more", 100, 21, true],
    ["a fifth of very many", 1_000_000, 200_000, false],
    ["just above a fifth of very many", 1_000_000, 200_001, true]
  ]
  it.each(cases)("%s", (_, read, failed, broken) => {
    assert.strictEqual(brokenBy({ read, failed }, policy) !== null, broken)
  })

  it("gives the counts as the reason", () => {
    assert.strictEqual(
      brokenBy({ read: 120, failed: 30 }, policy)?.message,
      "30 of 120 records could not be written, more than 20 %"
    )
  })

  it("never stops a run that may fail altogether", () => {
    assert.isNull(brokenBy({ read: 500, failed: 500 }, { ...policy, runBreakerPercent: 100 }))
  })
})

describe("tallyOf", () => {
  it("counts all streams, and no orphan as a failure", () => {
    const streams = [
      streamRow({ read: 60, deadLettered: 20, orphaned: 15 }),
      streamRow({ entity: "Email", read: 40, deadLettered: 3 })
    ]
    assert.deepStrictEqual(tallyOf(streams), { read: 100, failed: 8 })
  })
})
