import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck as fc } from "effect"
import { decode, encode, JournalEntry } from "../../src/journal/JournalLine.ts"
import { batchOf, share } from "./FuzzConfig.ts"
import { hostileJson, written } from "./Hostile.ts"

const line = fc.oneof(
  { weight: 3, arbitrary: Arbitrary.make(JournalEntry).map((entry) => Buffer.from(encode(entry))) },
  { weight: 1, arbitrary: hostileJson.map((value) => Buffer.from(`${written(value)}\n`)) },
  { weight: 1, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) }
)

/** Files of a journal, with bytes that a disk or a crash has changed. */
const file = fc
  .record({
    lines: fc.array(line, { maxLength: 6 }),
    flips: fc.array(fc.nat(), { maxLength: 3 }),
    cut: fc.option(fc.nat())
  })
  .map(({ cut, flips, lines }) => {
    const bytes = Buffer.concat(lines)
    for (const at of bytes.length === 0 ? [] : flips)
      bytes.writeUInt8((bytes[at % bytes.length] ?? 0) ^ 1, at % bytes.length)
    return cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1))
  })

describe("a journal", () => {
  it.prop(
    "is read whatever became of it, and no byte of it is lost",
    [batchOf(file)],
    ([files]) => {
      for (const bytes of files) {
        const { corrupt, lines, torn } = decode(bytes)
        const told = [...lines.map((one) => one.bytes), ...corrupt].reduce(
          (sum, { length }) => sum + length,
          0
        )
        assert.strictEqual(torn, told < bytes.length)
        assert.strictEqual(told, bytes.lastIndexOf(0x0a) + 1)
        for (const one of lines)
          assert.deepStrictEqual(Buffer.from(encode(one.entry)), Buffer.from(one.bytes))
      }
    },
    share(0.1)
  )
})
