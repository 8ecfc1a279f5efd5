import { SqlClient } from "@effect/sql"
import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"
import { InboxStore } from "../../src/stores/InboxStore.ts"
import { SubscriptionStore } from "../../src/stores/SubscriptionStore.ts"
import { connect } from "../support/Connections.ts"
import { delivery, subscription } from "../support/Deliveries.ts"
import { HttpNode, layerHttpNode, type Sent } from "../support/HttpNode.ts"

const call = (method: string, path: string, sent?: Sent) =>
  Effect.flatMap(HttpNode, (node) => node.call(method, path, sent))

describe("webhooks and records over REST", () => {
  layer(layerHttpNode, { excludeTestServices: true })((it) => {
    it.effect("shows how the inbox and the subscriptions stand, without secrets", () =>
      Effect.gen(function* () {
        const inbox = yield* InboxStore
        const store = yield* SubscriptionStore
        const { connectionId } = yield* connect("grace")
        const empty = yield* call("GET", "/v1/orgs/grace/webhooks")
        assert.deepInclude(empty, { status: 200, json: { inbox: [], subscriptions: [] } })
        yield* inbox.accept([
          { connectionId, deliveries: [delivery("1"), delivery("1"), delivery("2", { entity: null })] }
        ])
        const { url } = subscription("1")
        const common = { url, revived: false, error: null }
        yield* store.record(connectionId, [
          { ...common, eventName: "a", found: subscription("1"), revived: true },
          { ...common, eventName: "b", found: subscription("2", { active: false }), error: "kept off" },
          { ...common, eventName: "c", found: null, error: "not allowed" }
        ])
        const { json, text } = yield* call("GET", "/v1/orgs/grace/webhooks")
        const view = json as {
          readonly inbox: ReadonlyArray<unknown>
          readonly subscriptions: ReadonlyArray<Record<string, unknown>>
        }
        assert.deepStrictEqual(view.inbox, [
          { eventName: "people.v2.events.person.updated", pending: 2, processed: 0, ignored: 1, failed: 0 }
        ])
        assert.deepStrictEqual(
          view.subscriptions.map(({ eventName, health, lastError, revivals }) => [
            eventName,
            health,
            revivals,
            lastError
          ]),
          [
            ["a", "active", 1, null],
            ["b", "inactive", 0, "kept off"],
            ["c", "missing", 0, "not allowed"]
          ]
        )
        assert.notInclude(text, "secret")
      })
    )

    it.effect("queues a look at one record", () =>
      Effect.gen(function* () {
        const inbox = yield* InboxStore
        const { connectionId } = yield* connect("asker")
        const { json, status } = yield* call("POST", "/v1/orgs/asker/records/Person/40135869/sync")
        assert.strictEqual(status, 202)
        const [row, ...others] = yield* inbox.pendingOf(connectionId, "Person", ["40135869"])
        assert.deepStrictEqual(others, [])
        assert.deepInclude(row, { ...(json as object), source: "api", action: "unknown", payload: null })
      })
    )

    it.effect.each([
      ["/v1/orgs/asker/records/Robot/1/sync", 400, ["entity"]],
      ["/v1/orgs/asker/records/no%20name/1/sync", 400, ["entity"]],
      ["/v1/orgs/asker/records/Person/1%202/sync", 400, ["externalId"]],
      ["/v1/orgs/nobody/records/Person/1/sync", 404, []]
    ] as const)("tells what is wrong with %s", ([path, expected, paths]) =>
      Effect.gen(function* () {
        yield* connect("asker")
        const { json, status, text } = yield* call("POST", path)
        assert.strictEqual(status, expected, text)
        const { issues = [] } = json as { issues?: ReadonlyArray<{ path: string }> }
        assert.deepStrictEqual(
          issues.map(({ path }) => path),
          [...paths]
        )
      })
    )

    it.effect("asks for the key, and knows no organisation that nobody connected", () =>
      Effect.gen(function* () {
        const path = "/v1/orgs/nobody/webhooks"
        assert.strictEqual((yield* call("GET", path)).status, 404)
        assert.strictEqual((yield* call("GET", path, { key: null })).status, 401)
        assert.strictEqual(
          (yield* call("POST", "/v1/orgs/grace/records/Person/1/sync", { key: "wrong" })).status,
          401
        )
      })
    )

    it.effect("queues nothing on a parked connection", () =>
      Effect.gen(function* () {
        yield* connect("parked")
        const sql = yield* SqlClient.SqlClient
        yield* sql`update sync.connections set status = 'parked', parked_reason = 'revoked' where org_id = 'parked'`
        const reply = yield* call("POST", "/v1/orgs/parked/records/Person/1/sync")
        assert.deepInclude(reply, { status: 409, json: { _tag: "Conflict", reason: "ConnectionParked" } })
        assert.deepStrictEqual(yield* sql`select 1 from sync.inbox where org_id = 'parked'`, [])
      })
    )
  })
})
