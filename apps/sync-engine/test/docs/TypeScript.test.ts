import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll } from "vitest"
import { blocks } from "../support/DocumentedExamples.ts"
import { below, read, root } from "../support/Repository.ts"

const examples = blocks("ts")

// Below this package, so that imports find what it depends on; git and the linter look past it.
const folder = join(root, "apps/sync-engine/.data/documented")

/** The file that an example says it is, of a package that the page makes up. */
const nameOf = (text: string): string | undefined => /^\/\/ (\S+\.ts)\n/.exec(text)?.[1]

/** What has neighbours and is of no made-up package is a file of this checkout. */
const isFileOfOurs = ({ text }: { readonly text: string }) =>
  nameOf(text) === undefined && /from "\.\.?\//.test(text)

/** A module with the imports of an example, whose other lines may be the inside of a generator. */
const asModule = (text: string): string => {
  if (!/^(?:const .* = )?yield\*/m.test(text)) return text
  const lines = text.split("\n")
  const imports = lines.filter((line) => line.startsWith("import "))
  const others = lines.filter((line) => !line.startsWith("import "))
  const name = /const \{? ?(\w+)/.exec(text)?.[1] ?? "undefined"
  return [
    'import { Effect } from "effect"',
    ...imports,
    `export default Effect.gen(function* () {\n${others.join("\n")}\nreturn ${name} })`
  ].join("\n")
}

const modules = examples
  .filter((example) => !isFileOfOurs(example))
  .map(({ page, text }, index) => {
    const name = nameOf(text) ?? `Example${index}.ts`
    const path = name.startsWith("test/") ? name : join("src", name)
    return { page, path: join(folder, path), text: asModule(text) }
  })

for (const { path, text } of modules) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({ extends: "../../../../tsconfig.base.json", include: ["."] })
)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("the TypeScript in the documents", () => {
  it("is there at all", () => {
    assert.isAbove(modules.length, 5)
    assert.isAbove(examples.length, modules.length)
  })

  it.each(examples.filter(isFileOfOurs))("$page: shows a file as it is", ({ text }) => {
    const files = [...below("packages", ".ts"), ...below("apps", ".ts")]
    assert.isTrue(files.some((path) => read(path) === text))
  })

  it("has no type errors", () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, ".config/tsc.mjs"), "-p", join(folder, "tsconfig.json")],
      { encoding: "utf8" }
    )
    assert.strictEqual(status, 0, stdout)
  })
})

// The adapter of docs/adding-an-adapter.md keeps the contract: its test brings suites of its own.
for (const { path } of modules.filter(({ path }) => path.endsWith(".test.ts"))) await import(path)
