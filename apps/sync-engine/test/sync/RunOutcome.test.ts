import { assert, describe, it } from "@effect/vitest"
import { blockedBy, runOutcome, type StreamStatus } from "../../src/sync/RunOutcome.ts"

describe("runOutcome", () => {
  const cases: ReadonlyArray<readonly [ReadonlyArray<StreamStatus>, boolean, string]> = [
    [["succeeded", "succeeded"], false, "succeeded"],
    [["succeeded", "succeeded"], true, "succeeded"],
    [["succeeded", "partial"], false, "partial"],
    [["succeeded", "failed", "blocked"], false, "partial"],
    [["failed", "blocked"], false, "failed"],
    [["succeeded", "cancelled"], true, "cancelled"],
    [["succeeded", "pending"], true, "cancelled"],
    [["failed"], false, "failed"]
  ]
  it.each(cases)("%j, cancelled %s → %s", (streams, cancelled, outcome) => {
    assert.strictEqual(runOutcome(streams, cancelled), outcome)
  })
})

describe("blockedBy", () => {
  it("names the hard parent that was not read to its end", () => {
    const outcomes = new Map<string, StreamStatus>([
      ["Person", "succeeded"],
      ["Group", "failed"]
    ])
    assert.strictEqual(blockedBy(["Person", "Group"], outcomes), "Group")
    assert.strictEqual(blockedBy(["Person"], outcomes), undefined)
  })

  it("does not ask for parents outside the run", () => {
    assert.strictEqual(blockedBy(["Household"], new Map()), undefined)
  })
})
