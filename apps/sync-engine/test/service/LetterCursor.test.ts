import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { decode, encode } from "../../src/service/LetterCursor.ts"

describe("LetterCursor", () => {
  it("names the place that was encoded", () => {
    for (const id of ["1", "42", "9".repeat(18)]) assert.deepStrictEqual(decode(encode(id)), Option.some(id))
  })

  it.each([
    "",
    "x",
    "page-2",
    "____",
    encode("-1"),
    encode("1 or 1"),
    encode("9".repeat(19)),
    `${encode("1")}A`
  ])("knows that %j is none of its own", (cursor) => assert.deepStrictEqual(decode(cursor), Option.none()))
})
