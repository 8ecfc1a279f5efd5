import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { testServer } from "@openfaith/local-postgres/vitest"
import { Config, Effect, Redacted } from "effect"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import * as LocalStack from "../../src/local/LocalStack.ts"
import { faultsOf, launch } from "../support/Browser.ts"
import { untilFinished } from "./Scenario.ts"
import { release } from "../support/Release.ts"

const orgId = "grace-church"
const index = fileURLToPath(new URL("../../../dashboard/dist/index.html", import.meta.url))
const images = fileURLToPath(new URL("../../../../docs/images/", import.meta.url))

const wide = { viewport: { width: 1280, height: 860 }, colorScheme: "light" } as const
const dark = { ...wide, colorScheme: "dark" } as const
const narrow = { ...dark, viewport: { width: 360, height: 740 } }

/** A page that has signed in, and what went wrong in it so far. */
const open = async (browser: Browser, url: string, key: string, options: BrowserContextOptions) => {
  const page = await (await browser.newContext(options)).newPage()
  const faults: Array<string> = []
  page.on("pageerror", (error) => faults.push(error.message))
  page.on("console", (message) => {
    // What refuses the wrong key and the wrong secret, browsers write there themselves.
    if (message.type() === "error" && !/status of (401|422)/.test(message.text())) faults.push(message.text())
  })
  await page.goto(url)
  await page.getByLabel("API key").fill(key)
  await page.getByRole("button", { name: "Sign in" }).click()
  return { page, faults }
}

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name, exact: true }).waitFor()

/** Keeps what a page looks like among the pictures of the documents. */
type Save = (page: Page, name: string) => Promise<unknown>

// Only when asked for: the pictures differ from run to run, and a test leaves the checkout as it was.
const save = Effect.map(
  Config.withDefault(Config.boolean("UPDATE_IMAGES"), false),
  (isAsked): Save =>
    (page, name) =>
      isAsked
        ? page.screenshot({ path: `${images}dashboard-${name}.png`, animations: "disabled" })
        : Promise.resolve()
)

/** From nothing to a finished sync, as the guide leads. */
const followTheGuide = async (page: Page, save: Save) => {
  await page.getByRole("main").getByRole("link", { name: "Connect an account" }).click()
  await page.getByLabel("Name of the organisation").fill(orgId)
  await page.keyboard.press("Enter")
  await page.getByLabel("Application ID").fill("sim-app")
  await page.getByLabel("Secret").fill("wrong")
  await page.keyboard.press("Enter")
  await page.getByText("Planning Center refused the credential").waitFor()
  await page.getByLabel("Secret").fill("sim-secret")
  await page.keyboard.press("Enter")
  await page.getByRole("button", { name: "Start the first sync" }).click()
  await page.getByText(/[1-9][\d,]* rows read/).waitFor()
  await save(page, "guide")
  const faults = [...(await faultsOf(page))]
  await page.getByText("The first sync is finished").waitFor({ timeout: 60_000 })
  return faults
}

const shown = (runId: string): ReadonlyArray<readonly [name: string, path: string, text: string]> => [
  ["overview", "/", orgId],
  ["organisation", `/orgs/${orgId}`, "Rows by entity"],
  ["run", `/orgs/${orgId}/runs/${runId}`, "Household membership"],
  ["runs", `/orgs/${orgId}/runs`, "Rows written"],
  ["graph", `/orgs/${orgId}/graph?run=${runId}`, "The same as a list"],
  ["dead-letters", `/orgs/${orgId}/dead-letters`, "newest first"],
  ["held-deletions", `/orgs/${orgId}/held-deletions`, "newest first"],
  ["webhooks", `/orgs/${orgId}/webhooks`, "Subscriptions"],
  ["schedules", `/orgs/${orgId}/schedules`, "reconciliation"],
  ["alerts", `/orgs/${orgId}/alerts`, "No open alerts"],
  ["connections", `/orgs/${orgId}/connections`, "Rotate the credential"],
  ["cluster", "/cluster", "healthy"],
  ["connect", "/connect", "Name of the organisation"]
]

/** Holds the node to what it promises browsers: where files are kept, what a page may load, what is unknown. */
const assertServed = async (url: string) => {
  const page = await fetch(`${url}/orgs/anything/runs`)
  const body = await page.text()
  assert.strictEqual(page.headers.get("cache-control"), "no-cache")
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'.*script-src 'self'/)
  assert.notMatch(page.headers.get("content-security-policy") ?? "", /unsafe/)
  const [, script = ""] = /src="([^"]+\.js)"/.exec(body) ?? []
  const asset = await fetch(`${url}${script}`, { headers: { "accept-encoding": "gzip" } })
  assert.strictEqual(asset.headers.get("cache-control"), "public, max-age=31536000, immutable")
  assert.strictEqual(asset.headers.get("content-encoding"), "gzip")
  for (const unknown of ["/assets/elsewhere.js", "/v1/elsewhere", "/elsewhere"]) {
    assert.strictEqual((await fetch(`${url}${unknown}`)).status, 404, unknown)
  }
}

const nothing = Promise.resolve()

/** Goes through all pages, and says what is wrong with any of them. */
const visitAll = async (page: Page, url: string, runId: string, keep: (name: string) => Promise<unknown>) => {
  const faults: Array<string> = []
  for (const [name, path, text] of shown(runId)) {
    await page.goto(`${url}${path}`)
    await page.getByRole("main").getByText(text, { exact: false }).first().waitFor()
    if (name === "dead-letters") {
      await page
        .getByRole("button", { name: /^Record/ })
        .first()
        .click()
      await page.getByLabel("The record as the source sent it").waitFor()
    }
    faults.push(...(await faultsOf(page)))
    await keep(name)
  }
  return faults
}

describe("the dashboard", () => {
  it.scopedLive(
    "leads from sign-in to a finished sync, and shows it on pages that everybody can use",
    () =>
      Effect.gen(function* () {
        const keep = yield* save
        assert.isTrue(existsSync(index), "pnpm --filter @openfaith/dashboard build comes first")
        const { url: databaseUrl } = yield* TestDatabase.make({ server: testServer() })
        const stack = yield* LocalStack.start({
          entry: release(),
          nodes: 1,
          databaseUrl,
          webhooks: true,
          simulator: { people: 400, "rate-limit": 0 },
          // The letters are to be seen before they are tried again.
          environment: { RECOVERY_SECONDS: "600" }
        })
        const [node] = stack.nodes
        assert(node !== undefined)
        const { admin } = stack.simulator
        const key = Redacted.value(stack.apiKey)
        yield* Effect.promise(() => assertServed(node.url))
        const browser = yield* launch

        const first = yield* Effect.promise(() => open(browser, node.url, "not the key", wide))
        const { page } = first
        const guided = yield* Effect.promise(async () => {
          await page.getByText("This is not the key of this node.").waitFor()
          await page.getByLabel("API key").fill(key)
          await keep(page, "sign-in")
          const faults = [...(await faultsOf(page))]
          await page.getByRole("button", { name: "Sign in" }).click()
          await heading(page, "Organisations")
          await page.getByText("No organisation yet").waitFor()
          await keep(page, "empty")
          return [...faults, ...(await faultsOf(page)), ...(await followTheGuide(page, keep))]
        })
        assert.deepStrictEqual(guided, [])

        const client = yield* stack.client(node)
        yield* admin.call("POST", "/_sim/faults", [{ kind: "latency", ms: 300 }])

        const watched = yield* Effect.promise(async () => {
          await page.getByRole("link", { name: `Go to ${orgId}` }).click()
          await heading(page, orgId)
          await page.getByRole("button", { name: "Sync now" }).click()
          await page.getByRole("menuitem", { name: /Everything/ }).click()
          await heading(page, "Full run")
          await page.getByText("Live", { exact: true }).waitFor()
          await page
            .getByText(/[1-9]\d* requests? left/)
            .first()
            .waitFor()
          await keep(page, "run-live")
          const faults = [...(await faultsOf(page))]
          await page.getByRole("button", { name: "Cancel" }).click()
          faults.push(...(await faultsOf(page)))
          await page.getByRole("button", { name: "Cancel the run" }).click()
          await page.getByText("Ended", { exact: true }).waitFor()
          return faults
        })
        assert.deepStrictEqual(watched, [])

        // Something for every page: records that cannot be read, and more people gone than is usual, of which the
        // source does not tell in time.
        yield* admin.call("DELETE", "/_sim/faults")
        yield* admin.call("POST", "/_sim/corrupt", {
          fraction: 0.02,
          seed: 7,
          kinds: ["wrong-type", "impossible-date"]
        })
        const { runId } = yield* client.StartSync({ orgId, adapter: "pco", mode: "full" })
        yield* untilFinished(client, runId)
        yield* admin.call("POST", "/_sim/webhooks", { delayMs: 600_000 })
        const people = yield* admin.truth("Person")
        yield* Effect.forEach(people.slice(0, 60), ({ id }) =>
          admin.call("DELETE", `/_sim/records/Person/${id}`)
        )
        const audit = yield* client.StartSync({ orgId, adapter: "pco", mode: "reconciliation" })
        yield* untilFinished(client, audit.runId)

        const seen = yield* Effect.promise(async () => {
          const small = await open(browser, node.url, key, narrow)
          await heading(small.page, "Organisations")
          const visits = await Promise.all([
            visitAll(page, node.url, runId, (name) => (name === "connect" ? nothing : keep(page, name))),
            visitAll(small.page, node.url, runId, (name) =>
              name === "run" ? keep(small.page, "narrow") : nothing
            )
          ])
          return [...visits.flat(), ...small.faults]
        })
        assert.deepStrictEqual(seen, [])

        yield* Effect.promise(async () => {
          await page.goto(`${node.url}/orgs/${orgId}/held-deletions`)
          await page.getByRole("button", { name: "Approve" }).first().click()
          await page
            .getByRole("alertdialog")
            .getByRole("button", { name: /^Delete / })
            .click()
          await page
            .getByText(/^(approved|applied)$/)
            .first()
            .waitFor()
          await page.goto(`${node.url}/orgs/${orgId}/schedules`)
          await page.getByRole("switch", { name: "delta runs by schedule" }).click()
          await page.getByText("Paused", { exact: true }).waitFor()
        })

        const night = yield* Effect.promise(async () => {
          const { faults, page } = await open(browser, node.url, key, dark)
          await heading(page, "Organisations")
          await page.goto(`${node.url}/orgs/${orgId}/runs/${runId}`)
          await heading(page, "Full run")
          await keep(page, "dark")
          await page.getByRole("button", { name: "Sign out" }).click()
          await page.getByLabel("API key").waitFor()
          return faults
        })
        assert.deepStrictEqual([...first.faults, ...night], [])
      }).pipe(Effect.provide(NodeContext.layer)),
    170_000
  )
})
