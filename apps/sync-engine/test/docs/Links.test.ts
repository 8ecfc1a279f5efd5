import { assert, describe, it } from "@effect/vitest"
import { AlertKind } from "@openfaith/sync-api"
import { existsSync, readdirSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { below, pages, read, root } from "../support/Repository.ts"

const decisions = readdirSync(join(root, "docs/decisions"))

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, "")

/** The anchor that a heading gets: lower case, no punctuation, hyphens for spaces. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-")

const anchors = (path: string): ReadonlyArray<string> =>
  [...withoutCode(read(path)).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading))

const linksOf = (page: string): ReadonlyArray<string> =>
  [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))

const isDead = (page: string, link: string): boolean => {
  const [path = "", anchor] = link.split("#")
  const target = path === "" ? page : relative(root, join(root, dirname(page), path))
  if (!existsSync(join(root, target))) return true
  return anchor !== undefined && !anchors(target).includes(anchor)
}

/** Paths of the repository that a page names in passing, such as `packages/pco/src/Product.ts`. */
const pathsNamed = (page: string): ReadonlyArray<string> =>
  [...withoutCode(read(page)).matchAll(/`((?:apps|packages|docs|\.ci|\.config|\.scripts)\/[\w./-]+)`/g)].map(
    ([, path = ""]) => path
  )

describe("the documents", () => {
  it("has a section of the runbook for every alert rule", () => {
    const rules = read("docs/grafana/alerts.yml")
    const named = [...rules.matchAll(/runbook: docs\/runbook\.md#(.+)/g)].map(([, anchor = ""]) => anchor)
    assert.strictEqual(named.length, rules.split("- alert:").length - 1)
    assert.includeMembers([...anchors("docs/runbook.md")], named)
  })

  it.each(pages)("%s links to what is there", (page) => {
    assert.deepStrictEqual(
      linksOf(page).filter((link) => isDead(page, link)),
      []
    )
  })

  it.each(pages)("%s names files that are there", (page) => {
    assert.deepStrictEqual(
      pathsNamed(page).filter((path) => !existsSync(join(root, path))),
      []
    )
  })

  it("are all listed in docs/README.md", () => {
    const listed = linksOf("docs/README.md").map((link) => join("docs", link.split("#")[0] ?? ""))
    assert.includeMembers([...listed, "docs/README.md"], [...pages])
  })

  it.each(AlertKind.literals)("say of the alert %s what it means, how to check and how to cure", (kind) => {
    const [, after = ""] = read("docs/runbook.md").split(`\n### Alert ${kind}\n`)
    const [section = ""] = after.split(/\n##+ /)
    for (const part of ["**Meaning.**", "**Check.**", "**Cure.**"]) assert.include(section, part)
  })

  it.each(decisions)("decision %s has its parts", (name) => {
    const [title = "", ...parts] = [...read(`docs/decisions/${name}`).matchAll(/^#+ (.+)$/gm)].map(
      ([, text = ""]) => text
    )
    assert.isTrue(title.startsWith(`${name.slice(0, 4)}: `), title)
    assert.deepStrictEqual(parts, ["Context", "Options", "Decision", "Consequences"])
  })

  it("holds every decision that the code cites", () => {
    const numbers = new Set(decisions.map((name) => name.slice(0, 4)))
    const cited = [...below("packages", ".ts"), ...below("apps", ".ts")].flatMap((path) =>
      [...read(path).matchAll(/\bdecision (\d{4})\b/g)].map(([, number = ""]) => ({ path, number }))
    )
    assert.isNotEmpty(cited)
    assert.deepStrictEqual(
      cited.filter(({ number }) => !numbers.has(number)),
      []
    )
  })
})
