import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { isDeeperThan } from "../../src/http/JsonDepth.ts"

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

describe("isDeeperThan", () => {
  it("counts arrays and objects around each other, and nothing within strings", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.boolean(), (value, indented) => {
        const text = JSON.stringify([value, '[{\\"'], null, indented ? 2 : 0)
        const depth = depthOf([value])
        assert.isFalse(isDeeperThan(text, depth))
        assert.isTrue(isDeeperThan(text, depth - 1))
      })
    )
  })
})
