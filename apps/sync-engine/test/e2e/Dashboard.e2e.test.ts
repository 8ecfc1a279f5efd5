import { NodeContext } from "@effect/platform-node"
import { assert, describe } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { testServer } from "@openfaith/local-postgres/vitest"
import { Effect, Redacted } from "effect"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Browser, Locator, Page } from "playwright-core"
import type { EngineClient } from "../../src/client/EngineClient.ts"
import { simulatedAuth } from "../../src/local/LocalSimulator.ts"
import * as LocalStack from "../../src/local/LocalStack.ts"
import type { SimulatorAdmin } from "../../src/local/SimulatorAdmin.ts"
import { faultsOf, launch } from "../support/Browser.ts"
import { look as makeLook, type Look, tour, usual } from "../support/DashboardTour.ts"
import { release } from "../support/Release.ts"
import { read } from "../support/Repository.ts"
import { endToEnd } from "./EndToEnd.ts"
import { untilFinished } from "./Scenario.ts"

const orgId = "grace-church"
const index = fileURLToPath(new URL("../../../dashboard/dist/index.html", import.meta.url))

/** The credential that the README gives people for the simulated church. */
const [, applicationId = "", secret = ""] =
  /its token is `([^`]+)` with `([^`]+)`/.exec(read("README.md")) ?? []

/** A page that has signed in, and what went wrong in it so far. */
const open = async (browser: Browser, url: string, key: string) => {
  const page = await (await browser.newContext(usual)).newPage()
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

/** From nothing to a finished sync, as the guide leads. */
const followTheGuide = async (page: Page, look: Look) => {
  await page.getByRole("main").getByRole("link", { name: "Connect an account" }).click()
  await page.getByLabel("Name of the organisation").fill(orgId)
  await page.keyboard.press("Enter")
  await page.getByLabel("Application ID").fill(applicationId)
  await page.getByLabel("Secret").fill("wrong")
  await page.keyboard.press("Enter")
  await page.getByText("Planning Center refused the credential").waitFor()
  await page.getByLabel("Secret").fill(secret)
  await page.keyboard.press("Enter")
  await page.getByRole("button", { name: "Start the first sync" }).click()
  // A slow browser may come when all is over.
  await page.getByText(/[1-9][\d,]* (rows|records) read/).waitFor()
  const faults = await look(page, "guide")
  await page.getByText("The first sync is finished").waitFor({ timeout: 60_000 })
  return faults
}

/** A run of its own, watched as it goes, and called off. */
const watchAndCancel = async (page: Page, look: Look) => {
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
  const faults = [...(await look(page, "run-live"))]
  await page.getByRole("button", { name: "Cancel" }).click()
  faults.push(...(await faultsOf(page)))
  await page.getByRole("button", { name: "Cancel the run" }).click()
  await page.getByText("Ended", { exact: true }).waitFor()
  return faults
}

/**
 * Something for every page: another organisation, changes that the source tells of, records that cannot be read, and more
 * people gone than is usual, of which the source does not tell in time. Answers the run that met the bad records.
 */
const fillPages = Effect.fnUntraced(function* (client: EngineClient, admin: SimulatorAdmin) {
  const other = { orgId: "hope-chapel", adapter: "pco" } as const
  yield* client.Connect({ ...other, auth: simulatedAuth })
  const first = yield* client.StartSync({ ...other, mode: "full" })
  yield* untilFinished(client, first.runId, other.orgId)
  const people = yield* admin.truth("Person")
  yield* Effect.forEach(people.slice(60, 65), ({ id }) =>
    admin.call("PATCH", `/_sim/records/Person/${id}`, { nickname: "Sunny" })
  )
  yield* admin.call("POST", "/_sim/webhooks/flush", { timeoutMs: 20_000 })
  yield* admin.call("POST", "/_sim/corrupt", {
    fraction: 0.02,
    seed: 7,
    kinds: ["wrong-type", "impossible-date"]
  })
  const { runId } = yield* client.StartSync({ orgId, adapter: "pco", mode: "full" })
  yield* untilFinished(client, runId)
  yield* admin.call("POST", "/_sim/webhooks", { delayMs: 600_000 })
  yield* Effect.forEach(people.slice(0, 60), ({ id }) => admin.call("DELETE", `/_sim/records/Person/${id}`))
  const audit = yield* client.StartSync({ orgId, adapter: "pco", mode: "reconciliation" })
  yield* untilFinished(client, audit.runId)
  return runId
})

const isOff = ':disabled, [aria-disabled="true"], [data-disabled]'

/** The first word of each kind of button; a switch has none. */
const kindsOf = async (buttons: Locator) => [
  ...new Set((await buttons.allTextContents()).map((text) => text.split(" ")[0] || "switch"))
]

/** What a key is offered, page by page, and what is switched off there because the key lacks a scope. */
const offersTo = async (
  page: Page,
  url: string,
  pages: ReadonlyArray<readonly [string, lacking: string]>
) => {
  const buttons = page.getByRole("main").locator(':is(button, [role="switch"])')
  const offers: Record<string, { readonly on: ReadonlyArray<string>; readonly off: ReadonlyArray<string> }> =
    {}
  for (const [path, lacking] of pages) {
    await page.goto(`${url}${path}`)
    await page.getByText(`What is switched off here takes ${lacking}.`).waitFor()
    await page.waitForLoadState("networkidle")
    offers[path] = {
      on: await kindsOf(buttons.locator(`:scope:not(${isOff})`)),
      off: await kindsOf(buttons.locator(`:scope:is(${isOff})`))
    }
  }
  return offers
}

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

describe("the dashboard", () => {
  endToEnd("leads from sign-in to a finished sync, and shows it on pages that everybody can use", () =>
    Effect.gen(function* () {
      const look = yield* makeLook
      assert.isTrue(existsSync(index), "pnpm --filter @openfaith/dashboard build comes first")
      const { url: databaseUrl } = yield* TestDatabase.make({ server: testServer() })
      const stack = yield* LocalStack.start({
        entry: release(),
        nodes: 2,
        databaseUrl,
        webhooks: true,
        simulator: { people: 400, "rate-limit": 1000 },
        // The letters are to be seen before they are tried again.
        environment: { RECOVERY_SECONDS: "600", SCHEDULES: "on" }
      })
      const [node] = stack.nodes
      assert(node !== undefined)
      const { admin } = stack.simulator
      const key = Redacted.value(stack.apiKey)
      yield* Effect.promise(() => assertServed(node.url))
      const browser = yield* launch

      // The first runs last long enough to be looked at.
      yield* admin.call("POST", "/_sim/faults", [{ kind: "latency", ms: 400 }])
      const { faults, page } = yield* Effect.promise(() => open(browser, node.url, "not the key"))
      const guided = yield* Effect.promise(async () => {
        await page.getByText("This is not a key of this node.").waitFor()
        await page.getByLabel("API key").fill(key)
        const atTheDoor = await look(page, "sign-in")
        await page.getByRole("button", { name: "Sign in" }).click()
        await heading(page, "Organisations")
        await page.getByText("No organisation yet").waitFor()
        return [...atTheDoor, ...(await look(page, "empty")), ...(await followTheGuide(page, look))]
      })
      assert.deepStrictEqual(guided, [])

      const client = yield* stack.client(node)
      const watched = yield* Effect.promise(() => watchAndCancel(page, look))
      assert.deepStrictEqual(watched, [])
      yield* admin.call("DELETE", "/_sim/faults")

      const runId = yield* fillPages(client, admin)
      const seen = yield* Effect.promise(() => tour(page, { url: node.url, orgId, runId, look }))
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
        await page.getByRole("button", { name: "Sign out" }).click()
        await page.getByLabel("API key").waitFor()
      })
      assert.deepStrictEqual(faults, [])

      const reader = yield* client.CreateKey({ name: "Reports", scope: "read" })
      const operator = yield* client.CreateKey({ name: "Office", scope: "operate" })
      const org = `/orgs/${orgId}`
      const offered = yield* Effect.promise(async () => {
        const read = await open(browser, node.url, Redacted.value(reader.apiKey))
        await heading(read.page, "Organisations")
        const toReader = await offersTo(read.page, node.url, [
          [org, "operate"],
          [`${org}/runs`, "operate"],
          [`${org}/dead-letters`, "operate"],
          [`${org}/schedules`, "operate"],
          [`${org}/connections`, "operate or admin"],
          ["/connect", "admin"],
          [`${org}/held-deletions`, "operate"]
        ])
        const looks = await look(read.page, "read-only")
        const operate = await open(browser, node.url, Redacted.value(operator.apiKey))
        await heading(operate.page, "Organisations")
        const toOperator = await offersTo(operate.page, node.url, [
          [`${org}/connections`, "admin"],
          ["/connect", "admin"]
        ])
        return { toReader, toOperator, faults: [...read.faults, ...operate.faults, ...looks] }
      })
      assert.deepStrictEqual(offered, {
        toReader: {
          [org]: { on: [], off: ["Sync"] },
          [`${org}/runs`]: { on: [], off: ["Sync"] },
          [`${org}/dead-letters`]: { on: ["Record", "Older"], off: ["Replay", "Discard"] },
          [`${org}/schedules`]: { on: [], off: ["switch", "Change"] },
          [`${org}/connections`]: { on: [], off: ["Rotate", "Pause"] },
          "/connect": { on: [], off: ["Go"] },
          [`${org}/held-deletions`]: { on: [], off: ["Reject", "Approve"] }
        },
        toOperator: {
          [`${org}/connections`]: { on: ["Pause"], off: ["Rotate"] },
          "/connect": { on: [], off: ["Go"] }
        },
        faults: []
      })
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
