import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { namesToString } from "../../src/http/JsonNames.ts"

const canBeText = (value: unknown): boolean => {
  try {
    return typeof String(value) === "string"
  } catch {
    return false
  }
}

describe("namesToString", () => {
  it.each([
    ['{"toString":null}', true],
    ['[1, "a", {"b": {"toString" : "x"}}]', true],
    ['{"\\u0074oString":1}', true],
    ['{"reason":"toString"}', false],
    ['{"a":"\\"toString\\":"}', false],
    ['{"toStrings":1}', false]
  ])("%s: %s", (text, expected) => assert.strictEqual(namesToString(text), expected))

  it("finds whatever cannot be made text", () => {
    const value = fc
      .jsonValue()
      .chain((json) => fc.constantFrom(json, { a: json }, { toString: json }, [json]))
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json)
        assert.isTrue(namesToString(text) || canBeText(JSON.parse(text)))
      })
    )
  })
})
