import { assert, describe, it } from "@effect/vitest"
import { DateTime, FastCheck } from "effect"
import { formatCount, formatDuration, formatInstant } from "../../src/cli/Formats.ts"
import { textTable } from "../../src/cli/TextTable.ts"

describe("formats", () => {
  it("writes durations as people say them", () => {
    const cases: ReadonlyArray<readonly [number, string]> = [
      [0, "0 s"],
      [0.2, "1 s"],
      [59, "59 s"],
      [59.5, "1 min 00 s"],
      [185, "3 min 05 s"],
      [3_599.1, "1 h 00 min"],
      [7_620, "2 h 07 min"]
    ]
    for (const [seconds, text] of cases) assert.strictEqual(formatDuration(seconds), text)
  })

  it("writes counts and instants", () => {
    assert.strictEqual(formatCount(1_234_567), "1,234,567")
    assert.strictEqual(
      formatInstant(DateTime.unsafeMake("2026-03-01T08:00:00.999Z")),
      "2026-03-01 08:00:00 UTC"
    )
  })
})

describe("textTable", () => {
  it("sets numbers to the right and leaves no blanks at the ends of lines", () => {
    const lines = textTable(
      [{ heading: "entity" }, { heading: "rows", isNumber: true }, { heading: "note" }],
      [
        ["Person", "12,000", ""],
        ["Email", "9", "late"]
      ]
    )
    assert.deepStrictEqual(lines, ["entity    rows  note", "Person  12,000", "Email        9  late"])
  })

  it("starts every column at the same place in every line", () => {
    const cell = FastCheck.stringMatching(/^[a-z]{1,12}$/)
    FastCheck.assert(
      FastCheck.property(FastCheck.array(FastCheck.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const [headings = "", ...lines] = textTable([{ heading: "one" }, { heading: "two" }], rows)
        const start = headings.indexOf("two")
        rows.forEach(([first, second], index) => {
          assert.strictEqual(lines[index], first.padEnd(start) + second)
        })
      })
    )
  })
})
