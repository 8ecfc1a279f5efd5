import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import { checkConfiguration } from "../../src/doctor/CheckConfiguration.ts"
import { loadVariables, moduleOf } from "../support/ConfigModules.ts"

describe("checkConfiguration", () => {
  it.effect("reads every variable that a node reads", () =>
    Effect.gen(function* () {
      const asked = new Set<string>()
      const empty = ConfigProvider.fromMap(new Map())
      const listening = ConfigProvider.fromFlat({
        ...empty.flattened,
        load: (path, config, split) => {
          asked.add(path.join("_"))
          return empty.flattened.load(path, config, split)
        }
      })
      yield* Effect.withConfigProvider(checkConfiguration, listening)
      const declared = [...(yield* Effect.promise(loadVariables)).keys()]
      // Credentials are given to `connect`, not to nodes.
      const expected = declared.filter((name) => moduleOf(name) !== "CredentialConfig")
      assert.sameMembers([...asked], expected)
    })
  )
})
