import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { payloadPieces } from "../../src/model/FaultPath.ts"

const record = { id: "7", attributes: { birthdate: "2026-02-31", tags: ["a", { b: 1 }] } }

const faultOf = (path: string) => payloadPieces(record, path).find(({ isFault }) => isFault)?.text

describe("payloadPieces", () => {
  it.each([
    ["attributes.birthdate", '"2026-02-31"'],
    ["attributes/tags/0", '"a"'],
    ["attributes.tags[1].b", "1"],
    ["", undefined],
    ["elsewhere", undefined]
  ])("marks %j as %s", (path, expected) => {
    assert.strictEqual(faultOf(path), expected)
  })

  it("marks what should hold a part that is missing", () => {
    assert.match(faultOf("attributes.name") ?? "", /^\{[^]*birthdate[^]*\}$/)
  })

  it("writes the record as JSON does, wherever the fault is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, path) => {
        const text = payloadPieces(value, path)
          .map((piece) => piece.text)
          .join("")
        assert.strictEqual(text, JSON.stringify(value, null, 2))
      })
    )
  })
})
