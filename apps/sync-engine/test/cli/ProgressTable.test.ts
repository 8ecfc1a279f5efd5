import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { stripVTControlCharacters } from "node:util"
import * as ProgressTable from "../../src/cli/ProgressTable.ts"
import { plain } from "../../src/cli/Style.ts"
import { runView } from "../../src/service/Views.ts"
import type { RunRow, StreamRow } from "../../src/stores/RunStore.ts"
import { runRow, streamRow } from "../support/Rows.ts"

const at = (seconds: number) => new Date(seconds * 1000)

const viewed = (run: RunRow, streams: ReadonlyArray<StreamRow>) =>
  runView(run, streams, DateTime.unsafeMake(at(10)))

const rendered = (run: RunRow, streams: ReadonlyArray<StreamRow>) =>
  ProgressTable.render(viewed(run, streams), plain)

const running = runRow({ status: "running", startedAt: at(0) })
const filled = (line: string | undefined) => [...(line ?? "")].filter((character) => character === "█").length

describe("render", () => {
  it("shows rows, pace, requests left and the time they take", () => {
    const [line, whole] = rendered(running, [
      streamRow({
        status: "running",
        startedAt: at(0),
        read: 6_000,
        expectedRows: 12_000,
        requests: 50,
        requestsRemaining: 50
      })
    ])
    assert.strictEqual(filled(line), 12)
    for (const part of ["Person", "6,000 rows", "600 rows/s", "50 requests left, 10 s"])
      assert.include(line, part)
    assert.strictEqual(whole, "full sync running, 50 requests left that are known, about 10 s")
  })

  it("draws a rider as full as its carrier", () => {
    const [carrier, rider] = rendered(running, [
      streamRow({ status: "running", startedAt: at(0), read: 25, expectedRows: 100, requests: 1 }),
      streamRow({ entity: "Email", carrier: "Person", status: "running", read: 7 })
    ])
    assert.deepStrictEqual([filled(carrier), filled(rider)], [6, 6])
    assert.include(rider, "comes with Person")
  })

  it("begins all bars in one column, however long the names are", () => {
    const lines = rendered(running, [streamRow(), streamRow({ entity: "CustomFieldDefinition" })]).slice(0, 2)
    assert.lengthOf(new Set(lines.map((line) => line.search(/[█░]/))), 1)
  })

  it("goes by requests where the source does not tell how many rows there are", () => {
    const [line] = rendered(running, [
      streamRow({ status: "running", startedAt: at(0), requests: 3, requestsRemaining: 1 })
    ])
    assert.strictEqual(filled(line), 18)
  })

  it("never draws beyond the end of the bar", () => {
    const [line] = rendered(running, [
      streamRow({ status: "running", startedAt: at(0), read: 500, expectedRows: 100 })
    ])
    assert.strictEqual(filled(line), 24)
  })

  it("tells waiting streams from those that have ended, and how", () => {
    const lines = rendered(runRow({ status: "partial", startedAt: at(0), finishedAt: at(9) }), [
      streamRow(),
      streamRow({
        entity: "Group",
        status: "succeeded",
        startedAt: at(0),
        finishedAt: at(5),
        requests: 1_234
      }),
      streamRow({ entity: "Event", status: "failed", startedAt: at(0), finishedAt: at(5) })
    ])
    assert.match(lines[0] ?? "", /^· .*waits$/)
    assert.match(lines[1] ?? "", /^✓ .*1,234 requests$/)
    assert.match(lines[2] ?? "", /^✗ /)
    assert.deepStrictEqual([filled(lines[0]), filled(lines[1])], [0, 24])
    assert.strictEqual(lines[3], "full sync partial")
  })

  it("says the same on a screen, in colours", () => {
    const run = viewed(running, [streamRow({ status: "succeeded", startedAt: at(0), finishedAt: at(5) })])
    const [screen, file] = [ProgressTable.render(run), ProgressTable.render(run, plain)]
    assert.notDeepEqual(screen, file)
    assert.deepStrictEqual(screen.map(stripVTControlCharacters), file)
  })
})
