import { assert, describe, it } from "@effect/vitest"
import { DateTime, FastCheck } from "effect"
import { decode, encode, type JournalEntry } from "../../src/journal/JournalLine.ts"

const entry = (body: string): JournalEntry => ({
  adapter: "pco",
  connectionId: "8c2f7d5e-0c1b-5a55-9d3e-1f6f0a9b7c31",
  receivedAt: DateTime.unsafeMake("2026-03-01T08:00:00Z"),
  body
})

const bodies = (bytes: Uint8Array) => decode(bytes).lines.map(({ entry }) => entry.body)

describe("JournalLine", () => {
  it.prop(
    "reads what it wrote, whatever the body, cut anywhere",
    [FastCheck.array(FastCheck.string({ unit: "grapheme" })), FastCheck.nat()],
    ([written, at]) => {
      const lines = written.map((body) => encode(entry(body)))
      const all = Buffer.concat(lines)
      assert.deepStrictEqual(bodies(all), written)
      const cut = all.subarray(0, all.length === 0 ? 0 : at % all.length)
      const found = decode(cut)
      assert.deepStrictEqual(
        found.lines.map(({ entry }) => entry.body),
        written.slice(0, found.lines.length)
      )
      assert.isEmpty(found.corrupt)
      const whole = found.lines.reduce((sum, { bytes }) => sum + bytes.length, 0)
      assert.strictEqual(found.torn, whole < cut.length)
    }
  )

  it("sets aside a line that was changed, and reads the others", () => {
    const lines = ["first", "second", "third"].map((body) => encode(entry(body)))
    const all = Buffer.concat(lines)
    const middle = lines[0]?.length ?? 0
    all[middle + 60] = (all[middle + 60] ?? 0) ^ 1
    const found = decode(all)
    assert.deepStrictEqual(bodies(all), ["first", "third"])
    assert.deepStrictEqual(found.corrupt, [all.subarray(middle, middle + (lines[1]?.length ?? 0))])
    assert.isFalse(found.torn)
  })

  it.prop("reads any bytes", [FastCheck.uint8Array({ size: "large" })], ([bytes]) => {
    const { corrupt, lines, torn } = decode(bytes)
    assert.isEmpty(lines)
    const last = bytes.lastIndexOf(0x0a) + 1
    assert.strictEqual(torn, last < bytes.length)
    assert.deepStrictEqual(Buffer.concat(corrupt), Buffer.from(bytes.subarray(0, last)))
  })
})
