import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { type CheckedSubscription, SubscriptionStore } from "../../src/stores/SubscriptionStore.ts"
import { connect } from "../support/Connections.ts"
import { subscription } from "../support/Deliveries.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const checked = (eventName: string, rest: Partial<CheckedSubscription> = {}): CheckedSubscription => ({
  eventName,
  url: "https://sync.example.org/webhooks/pco/1",
  found: subscription("1", { eventName }),
  revived: false,
  error: null,
  ...rest
})

const setting = (orgId: string) =>
  Effect.gen(function* () {
    const store = yield* SubscriptionStore
    const { connectionId } = yield* connect(orgId)
    return { store, connectionId }
  })

const secretsOf = (connectionId: string) =>
  Effect.flatMap(SubscriptionStore, (store) =>
    Effect.map(store.signers(connectionId), (found) =>
      Option.map(found, ({ secrets }) => secrets.map(({ secret }) => Redacted.value(secret)).toSorted())
    )
  )

const aged = (connectionId: string, seconds: number) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`
      with older as (
        update sync.connections set updated_at = now() - interval '1 day' where connection_id = ${connectionId}
      )
      update sync.webhook_subscriptions set checked_at = now() - make_interval(secs => ${seconds})
      where connection_id = ${connectionId}`
  )

describe("SubscriptionStore", () => {
  it.scoped("keeps secrets sealed, and opens them to check signatures with", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { connectionId, store } = yield* setting("grace")
      assert.deepStrictEqual(yield* store.signers(crypto.randomUUID()), Option.none())
      assert.deepStrictEqual(yield* secretsOf(connectionId), Option.some([]))
      yield* store.record(connectionId, [checked("a"), checked("b", { found: subscription("2") })])
      assert.deepStrictEqual(yield* secretsOf(connectionId), Option.some(["secret-1", "secret-2"]))
      const stored = yield* sql`select * from sync.webhook_subscriptions`
      assert.notInclude(JSON.stringify(stored), "secret-1")
      assert.notInclude(JSON.stringify(yield* store.findByOrg("grace")), "secret")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("opens no secret of another connection", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { connectionId, store } = yield* setting("grace")
      const hope = yield* connect("hope")
      yield* store.record(connectionId, [checked("a")])
      yield* sql`update sync.webhook_subscriptions set connection_id = ${hope.connectionId}`
      assert.strictEqual((yield* Effect.flip(store.signers(hope.connectionId)))._tag, "SecretUnreadable")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("remembers what a check came to, and keeps a subscription through checks that fail", () =>
    Effect.gen(function* () {
      const { connectionId, store } = yield* setting("grace")
      yield* store.record(connectionId, [
        checked("a"),
        checked("b", { found: null, error: "rate limited" }),
        checked("old")
      ])
      yield* store.record(connectionId, [
        checked("a", { found: null, error: "no answer: timeout" }),
        checked("b", { found: subscription("5"), revived: true })
      ])
      const rows = yield* store.findByConnection(connectionId)
      assert.deepStrictEqual(
        rows.map(({ active, eventName, externalId, lastError, revivals }) => [
          eventName,
          externalId,
          active,
          revivals,
          lastError
        ]),
        [
          ["a", "1", true, 0, "no answer: timeout"],
          ["b", "5", true, 1, null]
        ]
      )
      assert.isNull(rows[0]?.revivedAt)
      assert.isNotNull(rows[1]?.revivedAt)
      assert.deepStrictEqual(yield* secretsOf(connectionId), Option.some(["secret-1", "secret-5"]))
      yield* store.record(connectionId, [checked("a"), checked("b")])
      assert.deepInclude((yield* store.findByConnection(connectionId))[1], { revivals: 1, lastError: null })
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("tells which connections are to be checked", () =>
    Effect.gen(function* () {
      const connections = yield* ConnectionStore
      const { connectionId, store } = yield* setting("grace")
      const due = store.due(900, 10)
      assert.deepStrictEqual(yield* due, [connectionId], "never checked")
      yield* store.record(connectionId, [checked("a")])
      assert.deepStrictEqual(yield* due, [], "just checked")
      assert.isFalse(yield* store.isDue(connectionId, 900))
      yield* aged(connectionId, 800)
      assert.deepStrictEqual(yield* due, [], "not yet")
      yield* aged(connectionId, 1000)
      assert.deepStrictEqual(yield* due, [connectionId], "long ago")
      assert.isTrue(yield* store.isDue(connectionId, 900))
      yield* store.record(connectionId, [checked("a", { found: null, error: "no answer" })])
      assert.deepStrictEqual(yield* due, [], "in vain, just now")
      yield* aged(connectionId, 61)
      assert.deepStrictEqual(yield* due, [connectionId], "in vain, a minute ago")
      yield* store.record(connectionId, [checked("a")])
      yield* connect("grace")
      assert.deepStrictEqual(yield* due, [connectionId], "connected anew")
      yield* connections.park(connectionId, "revoked")
      assert.deepStrictEqual(yield* due, [], "parked")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
