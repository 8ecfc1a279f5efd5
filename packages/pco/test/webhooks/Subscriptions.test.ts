import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { accessToken, type Answering, fakePco, jsonAnswer } from "../support/FakeHttp.ts"

const url = "https://sync.example.org/webhooks/pco/1"
const name = "people.v2.events.person.updated"

const resource = (id: string, attributes = {}) => ({
  type: "Subscription",
  id,
  attributes: { name, url, active: true, authenticity_secret: `secret-${id}`, ...attributes }
})

const setting = (answering: Answering) =>
  Effect.map(fakePco(answering), ({ adapter, sent }) => {
    const session = adapter.webhooks?.session({ credential: Effect.succeed(accessToken) })
    if (session === undefined) throw new Error("the adapter has no webhooks")
    return { session, sent }
  })

const notFound = () => jsonAnswer({ errors: [{ status: "404" }] }, { status: 404 })

describe("subscriptions", () => {
  it.effect("lists page after page, each with its budget and secrets", () =>
    Effect.gen(function* () {
      const { sent, session } = yield* setting(({ url }) =>
        url.searchParams.get("offset") === "0"
          ? jsonAnswer({ data: [resource("1"), resource("2")], links: { next: "somewhere" } })
          : jsonAnswer({ data: [resource("3", { active: false })] })
      )
      const first = yield* session.listSubscriptions(0)
      assert.deepStrictEqual(first.budget, { limit: 100, periodSeconds: 20, count: 7 })
      assert.strictEqual(first.value.nextOffset, 2)
      assert.deepStrictEqual(
        first.value.subscriptions.map(({ active, eventName, id, secret, url }) => [
          id,
          eventName,
          url,
          active,
          Redacted.value(secret)
        ]),
        [
          ["1", name, url, true, "secret-1"],
          ["2", name, url, true, "secret-2"]
        ]
      )
      const last = yield* session.listSubscriptions(2)
      assert.deepInclude(last.value, { nextOffset: null })
      assert.isFalse(last.value.subscriptions[0]?.active)
      const [request] = yield* sent
      assert.strictEqual(
        request?.url.href,
        "https://api.planningcenteronline.com/webhooks/v2/subscriptions?per_page=100&offset=0"
      )
      assert.deepInclude(request?.headers, { "x-pco-api-version": "2022-10-20" })
      assert.match(request?.headers["authorization"] ?? "", /^Basic /)
    })
  )

  it.effect("creates one", () =>
    Effect.gen(function* () {
      const { sent, session } = yield* setting(() => jsonAnswer({ data: resource("4") }, { status: 201 }))
      const { value } = yield* session.createSubscription(name, url)
      assert.deepInclude(value, { id: "4", eventName: name, url, active: true })
      const [request] = yield* sent
      assert.strictEqual(request?.method, "POST")
      assert.deepStrictEqual(JSON.parse(request?.body ?? ""), {
        data: { type: "Subscription", attributes: { name, url, active: true } }
      })
    })
  )

  it.effect("switches one on and off", () =>
    Effect.gen(function* () {
      const { sent, session } = yield* setting(() => jsonAnswer({ data: resource("4", { active: false }) }))
      assert.isFalse((yield* session.setActive("4", false)).value.active)
      const [request] = yield* sent
      assert.strictEqual(`${request?.method} ${request?.url.pathname}`, "PATCH /webhooks/v2/subscriptions/4")
      assert.deepStrictEqual(JSON.parse(request?.body ?? ""), {
        data: { type: "Subscription", id: "4", attributes: { active: false } }
      })
    })
  )

  it.effect("follows the path that answers, and stays with it", () =>
    Effect.gen(function* () {
      const { sent, session } = yield* setting(({ method, url }) =>
        url.pathname.startsWith("/webhooks/v2/webhook_subscriptions")
          ? jsonAnswer(method === "GET" ? { data: [] } : { data: resource("1") })
          : notFound()
      )
      yield* session.listSubscriptions(0)
      yield* session.createSubscription(name, url)
      yield* session.setActive("1", true)
      const requests = yield* sent
      assert.deepStrictEqual(
        requests.map(({ method, url }) => `${method} ${url.pathname}`),
        [
          "GET /webhooks/v2/subscriptions",
          "GET /webhooks/v2/webhook_subscriptions",
          "POST /webhooks/v2/webhook_subscriptions",
          "PATCH /webhooks/v2/webhook_subscriptions/1"
        ]
      )
      assert.strictEqual(JSON.parse(requests[2]?.body ?? "").data.type, "WebhookSubscription")
    })
  )

  it.effect("says so when neither path answers", () =>
    Effect.gen(function* () {
      const { session } = yield* setting(notFound)
      assert.strictEqual((yield* Effect.flip(session.setActive("1", true)))._tag, "NotFound")
    })
  )

  it.effect("overlooks no subscription that it cannot read", () =>
    Effect.gen(function* () {
      for (const broken of [{ authenticity_secret: null }, { active: "yes" }, { url: null }, { name: "" }]) {
        const { session } = yield* setting(() => jsonAnswer({ data: [resource("1"), resource("2", broken)] }))
        const error = yield* Effect.flip(session.listSubscriptions(0))
        assert.strictEqual(error._tag, "MalformedResponse")
        assert.notInclude(error.message, "secret-")
      }
    })
  )
})
