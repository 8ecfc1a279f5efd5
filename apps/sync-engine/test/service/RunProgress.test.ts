import { assert, describe, it } from "@effect/vitest"
import { rowsPerSecond, runProgress, streamEta } from "../../src/service/RunProgress.ts"
import { runRow, streamRow } from "../support/Rows.ts"

const at = (seconds: number) => new Date(seconds * 1000)
const began = { startedAt: at(0) }

describe("streamEta", () => {
  const cases = [
    ["is unknown before the first request", streamRow({ ...began, requestsRemaining: 10 }), null],
    ["is unknown before the source told how much there is", streamRow({ ...began, requests: 5 }), null],
    ["is unknown before the stream began", streamRow({ requests: 5, requestsRemaining: 10 }), null],
    ["follows the pace so far", streamRow({ ...began, requests: 5, requestsRemaining: 10 }), 20],
    ["rounds up", streamRow({ ...began, requests: 3, requestsRemaining: 1 }), 4],
    [
      "is nothing at the end",
      streamRow({ ...began, requests: 5, requestsRemaining: 10, finishedAt: at(9) }),
      0
    ]
  ] as const
  it.each(cases)("%s", (_, stream, seconds) => {
    assert.strictEqual(streamEta(stream, at(10)), seconds)
  })
})

describe("rowsPerSecond", () => {
  it("is that of the time the stream ran", () => {
    assert.isNull(rowsPerSecond(streamRow({ read: 10 }), at(10)))
    assert.strictEqual(rowsPerSecond(streamRow({ ...began, read: 250 }), at(10)), 25)
    assert.strictEqual(rowsPerSecond(streamRow({ ...began, read: 250, finishedAt: at(5) }), at(1_000)), 50)
  })

  it("stays finite in a stream's first moment", () => {
    assert.isTrue(Number.isFinite(rowsPerSecond(streamRow({ ...began, read: 100 }), at(0))))
  })
})

describe("runProgress", () => {
  const streams = [
    streamRow({ requests: 30, requestsRemaining: 40 }),
    streamRow({ entity: "Email", carrier: "Person" }),
    streamRow({ entity: "Group", requests: 10, requestsRemaining: 20 })
  ]

  it("adds up its streams", () => {
    assert.deepStrictEqual(runProgress(runRow(began), streams, at(8)), {
      requestsPerSecond: 5,
      requestsRemaining: 60,
      etaSeconds: 12
    })
  })

  it("promises nothing before the first request", () => {
    assert.deepStrictEqual(runProgress(runRow(), [streamRow()], at(8)), {
      requestsPerSecond: null,
      requestsRemaining: 0,
      etaSeconds: null
    })
  })

  it("is over when the run has finished, and no slower for the time since", () => {
    const finished = runRow({ ...began, finishedAt: at(10) })
    assert.deepInclude(runProgress(finished, streams, at(1_000)), { requestsPerSecond: 4, etaSeconds: 0 })
  })
})
