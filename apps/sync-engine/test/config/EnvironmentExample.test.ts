import { FileSystem, Path } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { declaredVariables } from "../../src/config/EnvironmentVariable.ts"

/** A variable as the example file shows it: the comment above it, and whether its line is commented out. */
interface ShownVariable {
  readonly comment: string
  readonly isCommentedOut: boolean
  readonly value: string
}

const assignment = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/

const readExample = (content: string): ReadonlyMap<string, ShownVariable> => {
  const shown = new Map<string, ShownVariable>()
  for (const block of content.split(/\n\n+/)) {
    const lines = block.trim().split("\n")
    const [, hash, name, value] = assignment.exec(lines.at(-1) ?? "") ?? []
    if (name === undefined || value === undefined) continue
    const comment = lines.slice(0, -1).map((line) => line.replace(/^# /, ""))
    shown.set(name, { comment: comment.join(" "), isCommentedOut: hash !== undefined, value })
  }
  return shown
}

const fromHere = (relative: string) =>
  Effect.flatMap(Path.Path, (path) => path.fromFileUrl(new URL(relative, import.meta.url)))

const load = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fromHere("../../src/config/")
  const modules = (yield* fs.readDirectory(folder)).filter((name) => name.endsWith(".ts"))
  yield* Effect.forEach(modules, (name) => Effect.promise(() => import(`${folder}/${name}`)))
  return readExample(yield* fs.readFileString(yield* fromHere("../../../../.env.example")))
}).pipe(Effect.provide(NodeContext.layer))

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
