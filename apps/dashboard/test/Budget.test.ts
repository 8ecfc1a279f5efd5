import { assert, describe, it } from "@effect/vitest"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const dist = fileURLToPath(new URL("../dist/", import.meta.url))

/** The most that a browser may have to fetch before it shows something, in bytes as they are sent. */
const budget = 250_000

const sentBytes = (path: string): number => {
  const bytes = readFileSync(`${dist}${path}`)
  return path.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length
}

// `npm test` builds the page before it runs tests; for one who runs this file alone there may be nothing to weigh.
describe.skipIf(!existsSync(`${dist}index.html`))("the first load", () => {
  it("stays below 250 kB, the font included", () => {
    const index = readFileSync(`${dist}index.html`, "utf8")
    const named = [...index.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path = ""]) => path)
    const fonts = named
      .filter((path) => path.endsWith(".css"))
      .flatMap((path) => [...readFileSync(`${dist}${path}`, "utf8").matchAll(/url\(\/([^)"]+\.woff2)\)/g)])
      .map(([, path = ""]) => path)
    assert.isNotEmpty(fonts)
    const sizes = Object.fromEntries(
      ["index.html", ...named, ...fonts].map((path) => [path, sentBytes(path)])
    )
    const total = Object.values(sizes).reduce((sum, size) => sum + size, 0)
    assert.isAtMost(total, budget, JSON.stringify(sizes))
  })
})
