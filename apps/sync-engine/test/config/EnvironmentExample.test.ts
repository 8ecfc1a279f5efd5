import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { declaredVariables } from "../../src/config/EnvironmentVariable.ts"
import { loadVariables } from "../support/ConfigModules.ts"
import { exampleSections } from "../support/EnvironmentExample.ts"

const load = Effect.map(
  Effect.promise(loadVariables),
  () =>
    new Map(
      exampleSections().flatMap(({ shown }) => shown.map((variable) => [variable.name, variable] as const))
    )
)

describe(".env.example", () => {
  it.effect("shows every variable that a config module declares, and no other", () =>
    Effect.gen(function* () {
      const shown = yield* load
      assert.includeMembers([...declaredVariables.keys()], ["DATABASE_URL", "ENGINE_URL", "WINDOW_PAGES"])
      assert.sameMembers([...shown.keys()], [...declaredVariables.keys()])
    })
  )

  it.effect("says of each what it holds, its default and an example", () =>
    Effect.gen(function* () {
      const shown = yield* load
      for (const { description, example, fallback, name } of declaredVariables.values()) {
        const { comment, isCommentedOut, value } = shown.get(name) ?? {
          comment: "",
          isCommentedOut: false,
          value: ""
        }
        assert.include(comment.toLowerCase(), description.toLowerCase(), name)
        assert.include(comment, `Example: ${example}`, name)
        assert.strictEqual(
          isCommentedOut,
          Option.isSome(fallback),
          `${name} is commented out when it has a default`
        )
        if (Option.isSome(fallback)) assert.strictEqual(value, fallback.value, `the default of ${name}`)
        else assert.include(comment, "Required.", name)
      }
    })
  )
})
