import { tmpdir } from "node:os"
import { join } from "node:path"
import { Config, Effect } from "effect"
import type { BrowserContextOptions, Page } from "playwright-core"
import { faultsOf } from "./Browser.ts"
import { read, root } from "./Repository.ts"

const wide = { width: 1280, height: 860 }

const looks = [
  { suffix: "", colorScheme: "light", viewport: wide },
  { suffix: "-dark", colorScheme: "dark", viewport: wide },
  { suffix: "-narrow", colorScheme: "dark", viewport: { width: 360, height: 740 } }
] as const

/** How a browser comes to the dashboard at first. */
export const usual: BrowserContextOptions = { colorScheme: "light", viewport: wide, reducedMotion: "reduce" }

/** Looks at a page by day, by night and on a telephone, takes a picture each time, and says what is wrong with it. */
export type Look = (page: Page, name: string) => Promise<ReadonlyArray<string>>

/** The picture of a page, as the dashboard's document names it. */
export const pictureOf = (name: string): string => `images/dashboard-${name}.png`

/**
 * Pictures go to a folder of the system's temporary one. They differ from run to run, so those that the document shows are
 * replaced only when `UPDATE_IMAGES` asks for it.
 */
export const look: Effect.Effect<Look> = Effect.orDie(
  Effect.map(Config.withDefault(Config.boolean("UPDATE_IMAGES"), false), (isAsked) => {
    const page = read("docs/dashboard.md")
    const folderOf = (name: string) =>
      isAsked && page.includes(pictureOf(name)) ? join(root, "docs") : join(tmpdir(), "openfaith-dashboard")
    return async (page, name) => {
      const faults: Array<string> = []
      for (const { colorScheme, suffix, viewport } of looks) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        faults.push(...(await faultsOf(page)).map((fault) => `${name}${suffix}: ${fault}`))
        const path = join(folderOf(`${name}${suffix}`), pictureOf(`${name}${suffix}`))
        await page.screenshot({ path, animations: "disabled" })
      }
      await page.setViewportSize(wide)
      await page.emulateMedia({ colorScheme: "light" })
      return faults
    }
  })
)

/** Every page of an organisation that has had a run, and a text that it shows once it is there. */
const places = (
  orgId: string,
  runId: string
): ReadonlyArray<readonly [name: string, path: string, text: string]> => [
  ["overview", "/", orgId],
  ["organisation", `/orgs/${orgId}`, "Rows by entity"],
  ["run", `/orgs/${orgId}/runs/${runId}`, "Household membership"],
  ["runs", `/orgs/${orgId}/runs`, "Rows written"],
  ["graph", `/orgs/${orgId}/graph?run=${runId}`, "The same as a list"],
  ["dead-letters", `/orgs/${orgId}/dead-letters`, "newest first"],
  ["held-deletions", `/orgs/${orgId}/held-deletions`, "newest first"],
  ["webhooks", `/orgs/${orgId}/webhooks`, "Processed"],
  ["schedules", `/orgs/${orgId}/schedules`, "reconciliation"],
  ["connections", `/orgs/${orgId}/connections`, "Rotate the credential"],
  ["cluster", "/cluster", "healthy"],
  ["alerts", `/orgs/${orgId}/alerts`, "newest first"]
]

/** The record of the newest dead letter, with its fault in sight. */
const openLetter = async (page: Page) => {
  const record = page.getByRole("button", { name: /^Record/ })
  await record.first().click()
  await page.getByLabel("The record as the source sent it").locator("mark").first().scrollIntoViewIfNeeded()
}

/** Goes to every page, and says what is wrong with any of them. */
export const tour = async (
  page: Page,
  options: {
    readonly url: string
    readonly orgId: string
    readonly runId: string
    readonly look: Look
  }
): Promise<ReadonlyArray<string>> => {
  const faults: Array<string> = []
  for (const [name, path, text] of places(options.orgId, options.runId)) {
    await page.goto(`${options.url}${path}`)
    await page.getByRole("main").getByText(text, { exact: false }).first().waitFor()
    if (name === "dead-letters") await openLetter(page)
    faults.push(...(await options.look(page, name)))
    if (!read("docs/dashboard.md").includes(pictureOf(name))) faults.push(`no document shows ${name}`)
  }
  return faults
}
