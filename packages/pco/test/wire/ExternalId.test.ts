import { assert, describe, it } from "@effect/vitest"
import { externalIdOf } from "../../src/wire/ExternalId.ts"

describe("externalIdOf", () => {
  it.each([
    ["7", "7"],
    ["planning_center", "planning_center"],
    ["𝒪", "𝒪"],
    [7, "7"]
  ])("reads %j", (id, text) => assert.strictEqual(externalIdOf(id), text))

  it.each([[""], [null], [undefined], [7.5], [{}], ["nul \u0000"], ["half \ud83d"]])("is none of %j", (id) =>
    assert.isNull(externalIdOf(id))
  )
})
