import { NodeHttpClient } from "@effect/platform-node"
import { HttpBody, HttpClient } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { type AnyManifest, Manifest } from "@openfaith/adapter-core"
import { pcoAdapter, pcoEntityManifest } from "@openfaith/pco"
import { Simulator } from "@openfaith/pco-simulator"
import { Effect, Layer, Option, Redacted } from "effect"
import { WebhookConfig } from "../../src/config/WebhookConfig.ts"
import { ConnectionParked } from "../../src/connection/Connection.ts"
import type { PermitPool } from "../../src/connection/PermitPool.ts"
import * as Upstream from "../../src/connection/Upstream.ts"
import { Upstreams } from "../../src/connection/Upstreams.ts"
import { SubscriptionStore } from "../../src/stores/SubscriptionStore.ts"
import { checkSubscriptions } from "../../src/webhooks/CheckSubscriptions.ts"
import { simulatedAuth } from "../../src/local/LocalSimulator.ts"
import { connect } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const events = Manifest.events(pcoEntityManifest).map(({ event }) => event)
const layer = Layer.merge(layerStoresOfOwn, NodeHttpClient.layerUndici)

interface Listed {
  readonly id: string
  readonly attributes: { readonly name: string; readonly url: string; readonly active: boolean }
}

/** A connected church, and a check of its subscriptions that counts the permits it takes. */
const setting = Effect.gen(function* () {
  const simulator = yield* Simulator.make({ people: 10, rateLimit: 0 })
  const http = yield* HttpClient.HttpClient
  const adapter = yield* pcoAdapter({ baseUrl: new URL(simulator.url) })
  const { connectionId } = yield* connect("grace")
  const counted = { permits: 0 }
  const pool: PermitPool = {
    take: Effect.sync(() => {
      counted.permits += 1
      return { leaseId: "lease", grantedAt: 0 }
    }),
    answered: () => Effect.void,
    requestsPerSecond: Effect.succeed(5),
    waitingFor: Effect.succeed(null)
  }
  const open = Upstream.make({
    adapter,
    pool,
    maxAttempts: 1,
    loadCredential: Effect.succeed({ version: 1, credential: simulatedAuth }),
    refresh: () => Effect.fail(new ConnectionParked({ connectionId, reason: "revoked" }))
  })
  const check = (
    url: Option.Option<string> = Option.some("https://sync.example.org"),
    manifest: AnyManifest = adapter.manifest
  ) =>
    Effect.gen(function* () {
      counted.permits = 0
      const complete = yield* checkSubscriptions(connectionId, { ...adapter, manifest }).pipe(
        Effect.provideService(Upstreams, { get: () => open }),
        Effect.provideService(WebhookConfig, { url, checkSeconds: 900 })
      )
      return { complete, permits: counted.permits }
    })
  const ask = (method: "GET" | "POST", path: string, body?: unknown) =>
    Effect.gen(function* () {
      const auth = `Basic ${Buffer.from("sim-app:sim-secret").toString("base64")}`
      const options = { headers: { authorization: auth, "user-agent": "test" } }
      const url = simulator.url + path
      const response = yield* method === "GET"
        ? http.get(url, options)
        : http.post(url, { ...options, body: HttpBody.unsafeJson(body ?? {}) })
      const text = yield* response.text
      return text === "" ? null : JSON.parse(text)
    })
  const listed: Effect.Effect<ReadonlyArray<Listed>, unknown> = Effect.map(
    ask("GET", "/webhooks/v2/subscriptions?per_page=100"),
    ({ data }) => data
  )
  const subscribe = (name: string, url: string) =>
    ask("POST", "/webhooks/v2/subscriptions", {
      data: { type: "Subscription", attributes: { name, url, active: true } }
    })
  const url = `https://sync.example.org/webhooks/pco/${connectionId}`
  return { ask, check, connectionId, listed, simulator, subscribe, url }
})

const rowsOf = (connectionId: string) =>
  Effect.flatMap(SubscriptionStore, (store) => store.findByConnection(connectionId))

const due = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`update sync.webhook_subscriptions set checked_at = now() - interval '1 hour'`
)

describe("checkSubscriptions", () => {
  it.scopedLive("subscribes to every event of the manifest, once", () =>
    Effect.gen(function* () {
      const { check, connectionId, listed, url } = yield* setting
      assert.deepStrictEqual(yield* check(), { complete: true, permits: 1 + events.length })
      const made = yield* listed
      assert.sameMembers(
        made.map(({ attributes }) => attributes.name),
        events
      )
      for (const { attributes } of made) assert.deepInclude(attributes, { url, active: true })
      const store = yield* SubscriptionStore
      const { secrets } = Option.getOrThrow(yield* store.signers(connectionId))
      assert.lengthOf(new Set(secrets.map(({ secret }) => Redacted.value(secret))), events.length)
      assert.deepStrictEqual(yield* check(), { complete: true, permits: 0 }, "seen to just now")
      yield* due
      assert.deepStrictEqual(yield* check(), { complete: true, permits: 1 }, "all there")
      assert.lengthOf(yield* listed, events.length)
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("adopts what is there, leaves others alone, and keeps one of a kind", () =>
    Effect.gen(function* () {
      const { check, connectionId, listed, subscribe, url } = yield* setting
      const name = "people.v2.events.person.updated"
      const ours = yield* subscribe(name, url)
      yield* subscribe(name, url)
      yield* subscribe(name, "https://elsewhere.example/hook")
      yield* subscribe("people.v2.events.list.updated", url)
      assert.isTrue((yield* check()).complete)
      const all = yield* listed
      assert.deepStrictEqual(
        all
          .filter(({ attributes }) => attributes.name === name)
          .map(({ attributes }) => [attributes.url === url, attributes.active]),
        [
          [true, true],
          [true, false],
          [false, true]
        ]
      )
      const row = (yield* rowsOf(connectionId)).find(({ eventName }) => eventName === name)
      assert.deepInclude(row, { externalId: ours.data.id, active: true, revivals: 0, lastError: null })
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("revives what was switched off, and remembers that it was", () =>
    Effect.gen(function* () {
      const { ask, check, connectionId, listed } = yield* setting
      yield* check()
      const [first] = yield* listed
      yield* ask("POST", `/_sim/webhooks/subscriptions/${first?.id}`, { active: false })
      yield* due
      assert.deepStrictEqual(yield* check(), { complete: true, permits: 2 })
      assert.isTrue((yield* listed).every(({ attributes }) => attributes.active))
      const revived = (yield* rowsOf(connectionId)).filter(({ revivals }) => revivals > 0)
      assert.deepStrictEqual(
        revived.map(({ externalId }) => externalId),
        [first?.id ?? ""]
      )
      assert.isNotNull(revived[0]?.revivedAt)
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("moves to another address when it is told one", () =>
    Effect.gen(function* () {
      const { check, connectionId, listed } = yield* setting
      yield* check()
      assert.isTrue((yield* check(Option.some("https://moved.example.org"))).complete)
      const urls = (yield* rowsOf(connectionId)).map(({ url }) => url)
      assert.deepStrictEqual([...new Set(urls)], [`https://moved.example.org/webhooks/pco/${connectionId}`])
      assert.lengthOf(yield* listed, 2 * events.length)
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("remembers what went wrong, and mends it the next time", () =>
    Effect.gen(function* () {
      const { ask, check, connectionId } = yield* setting
      yield* ask("POST", "/_sim/faults", [{ kind: "503", times: 1, seed: 1 }])
      assert.deepStrictEqual(yield* check(), { complete: false, permits: 1 })
      const failed = yield* rowsOf(connectionId)
      assert.lengthOf(failed, events.length)
      for (const row of failed)
        assert.deepInclude(row, { externalId: null, active: false, lastError: "no answer: status 503" })
      assert.deepStrictEqual(yield* check(), { complete: true, permits: 1 + events.length })
      assert.isTrue((yield* rowsOf(connectionId)).every(({ lastError }) => lastError === null))
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("goes on past an event that is refused", () =>
    Effect.gen(function* () {
      const { check, connectionId } = yield* setting
      const names = ["people.v2.events.unheard_of.created", "people.v2.events.person.updated"]
      const { entities, endpoints } = pcoEntityManifest
      const manifest = { entities, endpoints: { listPeople: { ...endpoints.listPeople, events: names } } }
      const outcome = yield* check(Option.some("https://sync.example.org"), manifest)
      assert.deepStrictEqual(outcome, { complete: false, permits: 3 })
      const rows = yield* rowsOf(connectionId)
      assert.deepStrictEqual(
        rows.map(({ active, eventName, lastError }) => [eventName, active, lastError === null]),
        [
          ["people.v2.events.person.updated", true, true],
          ["people.v2.events.unheard_of.created", false, false]
        ]
      )
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("asks no further when the source is away", () =>
    Effect.gen(function* () {
      const { ask, check, connectionId } = yield* setting
      yield* ask("POST", "/_sim/faults", [{ kind: "503", times: 1, seed: 1, path: "subscriptions\\?$" }])
      assert.deepStrictEqual(yield* check(), { complete: false, permits: 2 })
      const errors = (yield* rowsOf(connectionId)).map(({ lastError }) => lastError)
      assert.deepStrictEqual([...new Set(errors)], ["no answer: status 503"])
      assert.deepStrictEqual(yield* check(), { complete: true, permits: 1 + events.length })
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("asks nothing without an address of our own", () =>
    Effect.gen(function* () {
      const { check, connectionId } = yield* setting
      assert.deepStrictEqual(yield* check(Option.none()), { complete: false, permits: 0 })
      assert.deepStrictEqual(yield* rowsOf(connectionId), [])
    }).pipe(Effect.provide(layer))
  )
})
