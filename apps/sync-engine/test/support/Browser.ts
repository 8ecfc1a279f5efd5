import chromium from "@sparticuz/chromium"
import { Effect } from "effect"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { chromium as playwright, type Page } from "playwright-core"

// Not the package's own flags: they switch the web's security off, which is part of what is tested.
const flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

/** A browser that ends with the scope. */
export const launch = Effect.acquireRelease(
  Effect.promise(async () =>
    playwright.launch({ executablePath: await chromium.executablePath(), args: flags, headless: true })
  ),
  (browser) => Effect.promise(() => browser.close())
)

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

interface Violation {
  readonly id: string
  readonly nodes: ReadonlyArray<{ readonly html: string }>
}

/** What keeps the page from level AA, and whether it is wider than the screen; nothing when all is well. */
export const faultsOf = async (page: Page): Promise<ReadonlyArray<string>> => {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(await axe)
  const violations: ReadonlyArray<Violation> = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`
  )
  const surplus: number = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
  return [
    ...violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html ?? ""}`),
    ...(surplus > 0 ? [`${page.url()} is ${surplus} px too wide`] : [])
  ]
}
