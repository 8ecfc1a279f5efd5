import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { loadVariables } from "../support/ConfigModules.ts"
import { blocks, commands, wordsOf } from "../support/DocumentedExamples.ts"
import { below, pages, read } from "../support/Repository.ts"

interface Package {
  readonly name: string
  readonly scripts?: Readonly<Record<string, string>>
}

const packages = ["package.json", ...below("apps", "package.json"), ...below("packages", "package.json")].map(
  (path) => JSON.parse(read(path)) as Package
)

const scriptsOf = (name: string | undefined): ReadonlyArray<string> =>
  Object.keys(packages.find((one) => one.name === name)?.scripts ?? {})

const ownCommands = new Set(["install"])

/** What pages have pnpm and npm do, and the scripts there are where they have it done. */
const scripts = commands.flatMap(({ page, text }) => {
  const [first = "", ...rest] = wordsOf(text).filter((word) => word !== "npx")
  if (!/^(npm|pnpm(@.*)?)$/.test(first)) return []
  const filter = rest.indexOf("--filter")
  const words = (filter === -1 ? rest : rest.toSpliced(filter, 2)).filter(
    (word) => word !== "run" && !word.startsWith("-")
  )
  return [
    {
      page,
      text,
      script: words[0] ?? "",
      known: scriptsOf(filter === -1 ? "openfaith-sync" : rest[filter + 1])
    }
  ]
})

/** What the shell of the one who reads has, and the engine does not read. */
const ofTheReader = ["API", "AUTH", "RUN_ID", "UPDATE_IMAGES", "POSTGRES_PASSWORD"]
/** Looks like a variable and is a word of Planning Center. */
const ofTheSource = ["TRASH_PANDA"]

/** Variables that pages set, and the ones they speak of. */
const set = blocks("sh").flatMap(({ page, text }) =>
  [...text.matchAll(/(?:^|[\s"=])([A-Z][A-Z_]+)=("[^"]*"|[^\s"]+)/gm)].map(([, name = "", value = ""]) => ({
    page,
    name,
    value: value.replace(/^"|"$/g, "")
  }))
)
const named = pages.flatMap((page) =>
  [...read(page).matchAll(/(?:`|\$)\{?([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/g)].map(([, name = ""]) => ({
    page,
    name
  }))
)

/** What pages say of commands in passing, such as `sync-engine dead-letters list`. */
const mentioned = pages.flatMap((page) =>
  [...read(page).matchAll(/`(?:pnpm )?sync-engine ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)/g)].map(
    ([, words = ""]) => ({ page, words })
  )
)

/** The commands of the reference, which another test holds to the command line itself. */
const reference = [...read("docs/commands.md").matchAll(/^\| `([a-z-]+(?: [a-z-]+)?)/gm)].map(
  ([, words = ""]) => words
)

describe("what the documents have a shell do", () => {
  it("is there at all", () => {
    assert.isAbove(scripts.length, 5)
    assert.isAbove(set.length, 10)
    assert.isAbove(mentioned.length, 10)
    assert.isAbove(reference.length, 20)
  })

  it.each(scripts)("$page: $text", ({ known, script }) => {
    assert.isTrue(ownCommands.has(script) || known.includes(script), `there is no script ${script}`)
  })

  it("sets variables that are read, to values that are taken", async () => {
    const known = await loadVariables()
    for (const { name, page, value } of set.filter(({ name }) => !ofTheReader.includes(name))) {
      const variable = known.get(name)
      assert(variable !== undefined, `${page} sets ${name}, which no config module declares`)
      if (/[$…]/.test(value)) continue
      assert.isUndefined(Option.getOrUndefined(variable.fault(value)), `${page}: ${name}=${value}`)
    }
  })

  it("speaks of no variable that there is not", async () => {
    const known = new Set([...(await loadVariables()).keys(), ...ofTheReader, ...ofTheSource])
    assert.deepStrictEqual(
      named.filter(({ name }) => !known.has(name)),
      []
    )
  })

  it("speaks of no command that there is not", () => {
    const groups = new Set(
      reference.filter((words) => words.includes(" ")).map((words) => words.split(" ")[0])
    )
    assert.deepStrictEqual(
      mentioned.filter(({ words }) => {
        const [first = "", second] = words.split(" ")
        return !(groups.has(first) && second !== undefined
          ? reference.includes(words)
          : reference.includes(first))
      }),
      []
    )
  })
})
