import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Option } from "effect"
import { checkConfiguration } from "../../src/doctor/CheckConfiguration.ts"
import { loadVariables, moduleOf } from "../support/ConfigModules.ts"

const junk = "?"

/** What a node reads, and what no value but a bad one is refused of. */
const choosy = Effect.map(Effect.promise(loadVariables), (variables) =>
  [...variables.values()].filter(
    // A credential is read by the command that hands it over.
    ({ fault, name }) => moduleOf(name) !== "CredentialConfig" && Option.isSome(fault(junk))
  )
)

const problems = (environment: Readonly<Record<string, string>>) =>
  Effect.map(
    Effect.withConfigProvider(
      checkConfiguration,
      ConfigProvider.fromMap(
        new Map(
          Object.entries({
            DATABASE_URL: "postgres://127.0.0.1/openfaith",
            ENCRYPTION_KEY: "00".repeat(32),
            ...environment
          })
        )
      )
    ),
    (findings) => findings.filter(({ status }) => status === "failed")
  )

describe("checkConfiguration", () => {
  it.effect("finds nothing wrong with defaults", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* problems({}), [])
    })
  )

  it.effect("finds a bad value of every variable that a node reads", () =>
    Effect.gen(function* () {
      const variables = yield* choosy
      assert.isAbove(variables.length, 40)
      for (const { name } of variables) {
        const found = yield* problems({ [name]: junk })
        assert.isTrue(
          found.some(({ message }) => message.startsWith(`${name} `)),
          name
        )
      }
    })
  )

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
