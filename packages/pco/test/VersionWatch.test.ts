import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { apiVersions } from "../src/Product.ts"
import { versionWatch } from "../src/VersionWatch.ts"

describe("versionWatch", () => {
  it.effect("tells once of each product that answers as another version", () => {
    const told: Array<unknown> = []
    const logger = Logger.make(({ annotations }) => told.push(Object.fromEntries(annotations)))
    const watch = versionWatch()
    return Effect.gen(function* () {
      yield* watch("people", null)
      yield* watch("people", apiVersions.people)
      yield* watch("people", "2025-11-10")
      yield* watch("people", "2025-11-10")
      yield* watch("groups", "2018-08-01")
      assert.deepStrictEqual(told, [
        { product: "people", asked: apiVersions.people, processedAs: "2025-11-10" },
        { product: "groups", asked: apiVersions.groups, processedAs: "2018-08-01" }
      ])
    }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
  })
})
