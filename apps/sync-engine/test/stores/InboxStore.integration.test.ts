import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { InboxStore } from "../../src/stores/InboxStore.ts"
import { connect } from "../support/Connections.ts"
import { delivery } from "../support/Deliveries.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const setting = (orgId: string) =>
  Effect.gen(function* () {
    const inbox = yield* InboxStore
    const { connectionId } = yield* connect(orgId)
    return { inbox, connectionId }
  })

interface Row {
  readonly externalId: string | null
  readonly keptId: string | null
  readonly outcome: string | null
  readonly error: string | null
  readonly payload: string
  readonly attempts: number
}

const rows = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql<Row>`
    select external_id, kept_id, outcome, error, payload::text as payload, attempts from sync.inbox order by inbox_id`
)

describe("InboxStore", () => {
  it.scoped("accepts an event once, however often it comes", () =>
    Effect.gen(function* () {
      const { connectionId, inbox } = yield* setting("grace")
      const first = delivery("1")
      assert.strictEqual(
        yield* inbox.accept([{ connectionId, deliveries: [first, delivery("2"), first] }]),
        2
      )
      assert.strictEqual(yield* inbox.accept([{ connectionId, deliveries: [first, delivery("3")] }]), 1)
      assert.strictEqual(yield* inbox.accept([{ connectionId, deliveries: [] }]), 0)
      const hope = yield* connect("hope")
      assert.strictEqual(yield* inbox.accept([{ connectionId: hope.connectionId, deliveries: [first] }]), 1)
      assert.strictEqual(yield* inbox.accept([{ connectionId: crypto.randomUUID(), deliveries: [first] }]), 0)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("keeps what nobody knows or can tell, out of the way of the rest", () =>
    Effect.gen(function* () {
      const { connectionId, inbox } = yield* setting("grace")
      yield* inbox.accept([
        {
          connectionId,
          deliveries: [
            delivery("7", { name: "giving.v2.events.donation.created", entity: null }),
            delivery(null),
            delivery("2", { action: "merged", keptId: "1" })
          ]
        }
      ])
      assert.deepStrictEqual(
        (yield* rows).map(({ error, keptId, outcome }) => [outcome, error, keptId]),
        [
          ["ignored", null, null],
          ["failed", "the payload names no record", null],
          [null, null, "1"]
        ]
      )
      assert.deepStrictEqual(
        (yield* inbox.pendingRecords(10)).map(({ externalId }) => externalId),
        ["2"]
      )
      const none = { pending: 0, processed: 0, ignored: 0, failed: 0 }
      assert.deepStrictEqual(yield* inbox.counts("grace"), [
        { ...none, eventName: "giving.v2.events.donation.created", ignored: 1 },
        { ...none, eventName: "people.v2.events.person.updated", pending: 1, failed: 1 }
      ])
      assert.deepStrictEqual(yield* inbox.counts("hope"), [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("keeps a payload as it came, whatever PostgreSQL thinks of its characters", () =>
    Effect.gen(function* () {
      const { connectionId, inbox } = yield* setting("grace")
      const payload = '{ "id" : 12345678901234567890, "name": "nul \\u0000 and half \\ud83d" }'
      yield* inbox.accept([
        { connectionId, deliveries: [delivery("1", { payload }), delivery("nul \u0000")] }
      ])
      const [first, second] = yield* rows
      assert.strictEqual(first?.payload, payload)
      assert.strictEqual(second?.externalId, "nul \ufffd")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("makes one entry of many events of a record, oldest first", () =>
    Effect.gen(function* () {
      const { connectionId, inbox } = yield* setting("grace")
      yield* inbox.accept([{ connectionId, deliveries: [delivery("b"), delivery("a"), delivery("b")] }])
      yield* inbox.request(connectionId, "Person", "a")
      yield* inbox.accept([{ connectionId, deliveries: [delivery("b", { entity: "Email" })] }])
      const common = { connectionId, orgId: "grace", adapter: "pco", attempts: 0 }
      assert.deepStrictEqual(yield* inbox.pendingRecords(10), [
        {
          ...common,
          entity: "Person",
          externalId: "b",
          lowestInboxId: "1",
          source: "webhook"
        },
        {
          ...common,
          entity: "Person",
          externalId: "a",
          lowestInboxId: "2",
          source: "api"
        },
        {
          ...common,
          entity: "Email",
          externalId: "b",
          lowestInboxId: "5",
          source: "webhook"
        }
      ])
      assert.lengthOf(yield* inbox.pendingRecords(1), 1)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("lets connections take turns, however much one of them has waiting", () =>
    Effect.gen(function* () {
      const { connectionId, inbox } = yield* setting("grace")
      const hope = yield* connect("hope")
      yield* inbox.accept([
        { connectionId, deliveries: ["1", "2", "3", "4"].map((id) => delivery(id)) },
        { connectionId: hope.connectionId, deliveries: ["8", "9"].map((id) => delivery(id)) }
      ])
      assert.deepStrictEqual(
        (yield* inbox.pendingRecords(5)).map(({ externalId, orgId }) => `${orgId} ${externalId}`),
        ["grace 1", "hope 8", "grace 2", "hope 9", "grace 3"]
      )
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("knows which attempts are still due", () =>
    Effect.gen(function* () {
      const { connectionId, inbox } = yield* setting("grace")
      yield* inbox.accept([{ connectionId, deliveries: ["1", "2", "3"].map((id) => delivery(id)) }])
      const begun = ["1", "2", "3"].map((inboxId) => ({ inboxId, attempt: 0 }))
      const [first] = yield* inbox.pendingOf(connectionId, "Person", ["1"])
      yield* inbox.finish(first === undefined ? [] : [first], "processed", null)
      yield* inbox.postpone({ connectionId, entity: "Person", externalId: "2" }, "away")
      assert.deepStrictEqual(yield* inbox.stillDue(begun), [{ inboxId: "3", attempt: 0 }])
      assert.deepStrictEqual(yield* inbox.stillDue([]), [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("tells a record's rows in their order, and marks them in the caller's transaction", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { connectionId, inbox } = yield* setting("grace")
      yield* inbox.accept([
        { connectionId, deliveries: [delivery("1"), delivery("2"), delivery("1", { action: "destroyed" })] }
      ])
      const pending = inbox.pendingOf(connectionId, "Person", ["1"])
      const found = yield* pending
      assert.deepStrictEqual(
        found.map(({ action, attempts, inboxId, source }) => [inboxId, action, source, attempts]),
        [
          ["1", "updated", "webhook", 0],
          ["3", "destroyed", "webhook", 0]
        ]
      )
      assert.deepStrictEqual(found[0]?.payload, { data: { type: "Person", id: "1" } })
      assert.deepStrictEqual(found[0]?.eventTime, new Date("2026-03-01T08:00:00Z"))
      yield* Effect.exit(
        sql.withTransaction(Effect.zipRight(inbox.finish(found, "processed", null), Effect.fail("undone")))
      )
      assert.lengthOf(yield* pending, 2)
      yield* sql.withTransaction(inbox.finish(found, "processed", null))
      yield* inbox.finish(found, "failed", "too late")
      assert.lengthOf(yield* pending, 0)
      assert.deepStrictEqual(
        (yield* rows).map(({ attempts, error, outcome }) => [outcome, error, attempts]),
        [
          ["processed", null, 1],
          [null, null, 0],
          ["processed", null, 1]
        ]
      )
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("lets the records of a parked connection wait", () =>
    Effect.gen(function* () {
      const { connectionId, inbox } = yield* setting("grace")
      const connections = yield* ConnectionStore
      yield* inbox.accept([{ connectionId, deliveries: [delivery("1")] }])
      yield* connections.park(connectionId, "revoked")
      assert.deepStrictEqual(yield* inbox.pendingRecords(10), [])
      yield* connect("grace")
      assert.lengthOf(yield* inbox.pendingRecords(10), 1)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("finds what is pending by its index, however much is done", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { connectionId, inbox } = yield* setting("grace")
      yield* inbox.accept([
        {
          connectionId,
          deliveries: Array.from({ length: 2_000 }, (_, index) => delivery(String(index % 500)))
        }
      ])
      yield* sql`update sync.inbox set processed_at = now(), outcome = 'processed' where inbox_id > 20`
      yield* sql`vacuum analyze sync.inbox`
      const plan = yield* sql<Record<string, string>>`
        explain select inbox_id from sync.inbox
        where connection_id = ${connectionId} and entity = 'Person' and external_id = '7' and processed_at is null`
      assert.include(JSON.stringify(plan), "inbox_pending")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
