import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { availableEvents } from "../src/webhooks/EventNames.ts"
import { Page } from "./fixtures/SimulatorClient.ts"
import { startWebhooks } from "./fixtures/WebhookClient.ts"

const personUpdated = "people.v2.events.person.updated"

describe("subscriptions", () => {
  it.scoped("are made, listed, switched and deleted, each with a secret of its own", () =>
    Effect.gen(function* () {
      const { admin, api, look, page, subscribe, write } = yield* startWebhooks()
      yield* admin("POST", "clock", { now: "2026-02-03T12:00:00.000Z" })
      const first = yield* subscribe(personUpdated)
      const second = yield* subscribe("groups.v2.events.membership.created")
      yield* subscribe(personUpdated)
      assert.strictEqual(first.attributes.created_at, "2026-02-03T12:00:00Z")
      assert.match(first.attributes.authenticity_secret, /^[0-9a-f]{64}$/)
      assert.notStrictEqual(first.attributes.authenticity_secret, second.attributes.authenticity_secret)
      const listed = yield* page("/webhooks/v2/subscriptions?per_page=2")
      assert.strictEqual(listed.meta.total_count, 3)
      assert.strictEqual(listed.data.length, 2)
      assert.strictEqual(listed.meta.next?.offset, 2)
      const rest = yield* page("/webhooks/v2/subscriptions?per_page=2&offset=2")
      assert.strictEqual(rest.links.next, undefined)
      assert.strictEqual(rest.data.length, 1)
      yield* admin("POST", "clock", { advanceSeconds: 60 })
      const off = yield* write("PATCH", `subscriptions/${first.id}`, { active: false })
      assert.strictEqual(off.status, 200)
      const { attributes } = yield* look(first.id)
      assert.isFalse(attributes.active)
      assert.strictEqual(attributes.updated_at, "2026-02-03T12:01:00Z")
      const renamed = yield* write("PATCH", `subscriptions/${first.id}`, { url: "https://x.example.org" })
      assert.strictEqual(renamed.status, 422)
      const gone = yield* api(`/webhooks/v2/subscriptions/${first.id}`, { method: "DELETE" })
      assert.strictEqual(gone.status, 204)
      assert.strictEqual((yield* api(`/webhooks/v2/subscriptions/${first.id}`)).status, 404)
    })
  )

  it.scoped("refuse what cannot be", () =>
    Effect.gen(function* () {
      const { receiver, write } = yield* startWebhooks()
      const { url } = receiver
      const status = (attributes: unknown, type?: string) =>
        write("POST", "subscriptions", attributes, type).pipe(Effect.map((answer) => answer.status))
      assert.strictEqual(yield* status({ name: "people.v2.events.campus.updated", url }), 422)
      assert.strictEqual(yield* status({ name: "groups.v2.events.event.created", url }), 422)
      assert.strictEqual(yield* status({ name: personUpdated, url: "nowhere" }), 422)
      assert.strictEqual(yield* status({ name: personUpdated, url: "file:///etc" }), 422)
      assert.strictEqual(yield* status({ name: personUpdated, url }, "Person"), 422)
      assert.strictEqual(yield* status({ name: personUpdated, url }, "WebhookSubscription"), 201)
    })
  )

  it.scoped("need a credential, cost budget, and are not where the documentation says", () =>
    Effect.gen(function* () {
      const { admin, api, write } = yield* startWebhooks({ rateLimit: 3 })
      const nobody = yield* api("/webhooks/v2/subscriptions", { headers: { authorization: "" } })
      assert.strictEqual(nobody.status, 401)
      const documented = yield* api("/webhooks/v2/webhook_subscriptions")
      assert.strictEqual(documented.status, 404)
      assert.strictEqual((yield* write("POST", "webhook_subscriptions", {})).status, 404)
      const third = yield* api("/webhooks/v2/subscriptions")
      assert.strictEqual(third.headers["x-pco-api-request-rate-count"], "3")
      assert.strictEqual(third.headers["x-pco-api-processed-as-version"], "2022-10-20")
      assert.strictEqual((yield* api("/webhooks/v2/subscriptions")).status, 429)
      yield* admin("DELETE", "budget")
      yield* admin("POST", "access", { products: ["groups"] })
      assert.strictEqual((yield* api("/webhooks/v2/subscriptions")).status, 200)
    })
  )

  it.scoped("can be made for the events that are told, and for no others", () =>
    Effect.gen(function* () {
      const { api } = yield* startWebhooks()
      const { text } = yield* api("/webhooks/v2/available_events?per_page=100")
      const { data, meta } = yield* Schema.decode(Schema.parseJson(Page))(text)
      assert.strictEqual(meta.total_count, availableEvents.length)
      const names = data.map(({ attributes }) => String(attributes["name"]))
      const recorded = readFileSync(new URL("fixtures/webhook_events.txt", import.meta.url), "utf8")
      assert.sameMembers(names, recorded.trim().split("\n"))
      const merger = data.find(({ attributes }) => attributes["resource"] === "person_merger")
      assert.deepInclude(merger?.attributes ?? {}, { app: "people", action: "created" })
    })
  )
})
