import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { progressOf, secondsLeft, secondsOf, shareOf, totalsOf, wavesOf } from "../../src/model/RunShape.ts"
import { runWith, start, streamWith } from "../fixtures/Runs.ts"

describe("shareOf", () => {
  it.each([
    [{ status: "pending" }, 0],
    [{ status: "running" }, null],
    [{ status: "running", read: 25, expectedRows: 100 }, 0.25],
    [{ status: "running", read: 120, expectedRows: 100 }, 0.99],
    [{ status: "running", requests: 1, requestsRemaining: 3 }, 0.25],
    [{ status: "failed", finishedAt: start }, 1]
  ] as const)("tells of %j that %s is done", (given, expected) => {
    assert.strictEqual(shareOf(streamWith(given)), expected)
  })
})

describe("progressOf", () => {
  it("is whole only when the run has ended", () => {
    const streams = [streamWith({ status: "running", requests: 100 })]
    assert.isBelow(progressOf(runWith(streams)), 1)
    assert.strictEqual(progressOf(runWith(streams, { finishedAt: start })), 1)
  })

  it("is nothing before the first request", () => {
    assert.strictEqual(progressOf(runWith([])), 0)
  })

  it("holds back for streams whose requests are not known yet", () => {
    const streams = [streamWith({ status: "running", requests: 10 }), streamWith({ entity: "Group" })]
    assert.strictEqual(progressOf(runWith(streams, { requestsRemaining: 10 })), 0.25)
  })
})

describe("secondsLeft", () => {
  it.each([
    [{ etaSeconds: 12 }, 12],
    [{ etaSeconds: 0 }, null],
    [{ etaSeconds: null }, null],
    [{ etaSeconds: 0, finishedAt: start }, null]
  ])("of %j is %s", (given, expected) => {
    assert.strictEqual(secondsLeft(runWith([], given)), expected)
  })
})

describe("a run", () => {
  it("is added up", () => {
    const totals = totalsOf(
      runWith([
        streamWith({ status: "running", read: 2, requests: 1, rowsPerSecond: 5 }),
        streamWith({ status: "succeeded", read: 3, requests: 2, rowsPerSecond: 7 })
      ])
    )
    assert.deepInclude(totals, { read: 5, requests: 3, rowsPerSecond: 5 })
  })

  it("is shown wave by wave, what rides along behind what brings it", () => {
    const waves = wavesOf(
      runWith([
        streamWith({ entity: "Household", wave: 1 }),
        streamWith({ entity: "Email", carrier: "Person" }),
        streamWith({ entity: "Person" }),
        streamWith({ entity: "Group" })
      ])
    )
    assert.deepStrictEqual(
      waves.map((wave) => wave.map(({ entity }) => entity)),
      [["Person", "Email", "Group"], ["Household"]]
    )
  })

  it("takes as long as until now, or until its end", () => {
    const now = DateTime.toEpochMillis(start) + 5_000
    assert.strictEqual(secondsOf(runWith([]), now), 5)
    assert.strictEqual(secondsOf(runWith([], { finishedAt: DateTime.add(start, { seconds: 2 }) }), now), 2)
    assert.isNull(secondsOf(runWith([], { startedAt: null }), now))
  })
})
