import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { Config, DateTime, Effect, Layer, Redacted, Schedule } from "effect"
import { maxBodyBytes } from "../../src/http/RequestGuard.ts"
import { encode } from "../../src/journal/JournalLine.ts"
import { SubscriptionStore } from "../../src/stores/SubscriptionStore.ts"
import { connect } from "../support/Connections.ts"
import { deliveryBody, signature, subscription } from "../support/Deliveries.ts"
import { HttpNode, layerHttpNode } from "../support/HttpNode.ts"

const name = "people.v2.events.person.updated"

/** A connection with a subscription that signs with this secret. */
const subscribed = Effect.fnUntraced(function* (orgId: string, secret: string) {
  const store = yield* SubscriptionStore
  const { connectionId } = yield* connect(orgId)
  const found = subscription("1", { secret: Redacted.make(secret) })
  yield* store.record(connectionId, [{ eventName: name, url: found.url, found, revived: false, error: null }])
  return connectionId
})

const post = (path: string, body: string | ReadableStream, headers: Readonly<Record<string, string>>) =>
  Effect.flatMap(HttpNode, ({ call }) => call("POST", path, { key: null, body, headers }))

const deliver = (connectionId: string, body: string, secret: string) =>
  post(`/webhooks/pco/${connectionId}`, body, signature(body, secret))

const inbox = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql<{ eventName: string; externalId: string; outcome: string | null }>`
    select event_name, external_id, outcome from sync.inbox order by inbox_id`
)

/** Lets the database be reached, or not. */
const admit = (allowed: boolean) =>
  Effect.gen(function* () {
    const { name: database, url } = yield* TestDatabase
    const server = new URL(url)
    server.pathname = "/postgres"
    yield* Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.zipRight(
        sql`alter database ${sql(database)} allow_connections ${sql.literal(String(allowed))}`,
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`
      )
    ).pipe(
      Effect.provide(Layer.fresh(PgClient.layer({ url: Redacted.make(server.href), maxConnections: 1 })))
    )
  })

const soon = Schedule.spaced("50 millis")

const untilInbox = (rows: number) =>
  inbox.pipe(
    Effect.filterOrFail((found) => found.length >= rows),
    Effect.retry(soon)
  )

const journalFolder = Config.string("JOURNAL_DIR")

/** Waits until nothing in the journal waits. */
const untilEmpty = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const names = yield* fs.readDirectory(yield* journalFolder)
  if (names.some((name) => /\.(journal|reading)$/.test(name))) return yield* Effect.fail("not yet")
}).pipe(Effect.retry(soon), Effect.provide(NodeFileSystem.layer))

describe("POST /webhooks/pco/{connectionId}", () => {
  it.scopedLive("stores a signed delivery once, without a key, and logs nothing of it", () =>
    Effect.gen(function* () {
      const { said } = yield* HttpNode
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const body = deliveryBody(name, "40135869")
      for (const _ of [1, 2, 3]) {
        const reply = yield* deliver(connectionId, body, "secret-of-grace")
        assert.deepInclude(reply, { status: 200, text: "" })
      }
      assert.deepStrictEqual(yield* inbox, [{ eventName: name, externalId: "40135869", outcome: null }])
      for (const secret of ["40135869", "planted", "secret-of-grace"]) assert.notInclude(said(), secret)
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("refuses every forgery alike, and stores nothing", () =>
    Effect.gen(function* () {
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const hope = yield* subscribed("hope", "secret-of-hope")
      const body = deliveryBody(name, "1")
      const good = signature(body, "secret-of-grace")
      const replies = [
        yield* deliver(connectionId, body, "guessed"),
        yield* deliver(connectionId, body, "secret-of-hope"),
        yield* deliver(hope, body, "secret-of-grace"),
        yield* post(`/webhooks/pco/${connectionId}`, body, {}),
        yield* post(`/webhooks/pco/${connectionId}`, `${body} `, good),
        yield* post(`/webhooks/pco/${connectionId}`, "", good),
        yield* post(`/webhooks/pco/${connectionId}`, body, { "x-pco-webhooks-authenticity": "zz" }),
        yield* post(`/webhooks/pco/${crypto.randomUUID()}`, body, good),
        yield* post("/webhooks/pco/not-a-uuid", body, good),
        yield* post(`/webhooks/ccb/${connectionId}`, body, good)
      ]
      assert.deepStrictEqual(
        replies.map(({ status, text }) => [status, text]),
        replies.map(() => [401, ""])
      )
      const [first, ...others] = replies.map(({ headers }) => ({ ...headers, date: "" }))
      for (const headers of others) assert.deepStrictEqual(headers, first)
      assert.deepStrictEqual(yield* inbox, [])
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("refuses what is too large before it looks at it", () =>
    Effect.gen(function* () {
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const body = deliveryBody(name, "x".repeat(maxBodyBytes))
      assert.strictEqual((yield* deliver(connectionId, body, "secret-of-grace")).status, 413)
      const piece = new TextEncoder().encode("x".repeat(64 * 1024))
      let left = 40
      const pieces = new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(piece) : controller.close())
      })
      assert.strictEqual((yield* post(`/webhooks/pco/${connectionId}`, pieces, {})).status, 413)
      assert.deepStrictEqual(yield* inbox, [])
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("keeps events that nobody knows, and tells what is no delivery", () =>
    Effect.gen(function* () {
      const { said } = yield* HttpNode
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const unknown = deliveryBody("people.v2.events.tab.created", "1")
      assert.strictEqual((yield* deliver(connectionId, unknown, "secret-of-grace")).status, 200)
      for (const body of ["", "torn { planted", "null", '{"planted":[1]}'])
        assert.strictEqual((yield* deliver(connectionId, body, "secret-of-grace")).status, 400, body)
      assert.deepStrictEqual(
        (yield* inbox).map(({ eventName, outcome }) => [eventName, outcome]),
        [["people.v2.events.tab.created", "ignored"]]
      )
      assert.notInclude(said(), "planted")
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("signs over the bytes, whatever they are as text", () =>
    Effect.gen(function* () {
      const { url } = yield* HttpNode
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const body = Buffer.concat([Buffer.from(deliveryBody(name, "1")), Buffer.from([0x20, 0x0a])])
      const broken = Buffer.from([0xff, 0xfe, 0x00])
      for (const [bytes, expected] of [
        [body, 200],
        [broken, 400]
      ] as const) {
        const headers = signature(bytes, "secret-of-grace")
        const { status } = yield* Effect.promise(() =>
          fetch(`${url}/webhooks/pco/${connectionId}`, { method: "POST", headers, body: bytes })
        )
        assert.strictEqual(status, expected)
      }
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("keeps deliveries while the database is away, and stores them in order when it is back", () =>
    Effect.gen(function* () {
      const { said } = yield* HttpNode
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const stranger = yield* subscribed("hope", "secret-of-hope")
      const first = deliveryBody(name, "0")
      assert.strictEqual((yield* deliver(connectionId, first, "secret-of-grace")).status, 200)
      yield* admit(false)
      const later = [first, ...["1", "2", "3"].map((id) => deliveryBody(name, id))]
      for (const body of later)
        assert.deepInclude(yield* deliver(connectionId, body, "secret-of-grace"), { status: 200, text: "" })
      assert.strictEqual((yield* deliver(connectionId, first, "guessed")).status, 401)
      // Whose secrets were never read cannot be believed, and asks again.
      const reply = yield* deliver(stranger, first, "secret-of-hope")
      assert.deepInclude(reply, { status: 503, text: "" })
      assert.strictEqual(reply.headers["retry-after"], "2")
      yield* admit(true)
      yield* untilInbox(4)
      assert.deepStrictEqual(
        (yield* inbox).map(({ externalId }) => externalId),
        ["0", "1", "2", "3"]
      )
      yield* untilEmpty
      assert.notInclude(said(), "planted")
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive(
    "asks to come again while neither the database nor the disk takes anything, and says so",
    () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const { call, said } = yield* HttpNode
        const folder = yield* journalFolder
        const connectionId = yield* subscribed("grace", "secret-of-grace")
        assert.strictEqual(
          (yield* deliver(connectionId, deliveryBody(name, "0"), "secret-of-grace")).status,
          200
        )
        yield* admit(false)
        yield* fs.remove(folder, { recursive: true })
        yield* fs.writeFileString(folder, "in the way")
        const body = deliveryBody(name, "1")
        const refused = yield* deliver(connectionId, body, "secret-of-grace")
        assert.deepInclude(refused, { status: 503, text: "" })
        assert.strictEqual(refused.headers["retry-after"], "2")
        assert.match(said(), /level=FATAL [^\n]*deliveries cannot be kept/)
        assert.include((yield* call("GET", "/health/ready")).text, "the journal of deliveries is unwritable")
        yield* fs.remove(folder)
        assert.strictEqual((yield* deliver(connectionId, body, "secret-of-grace")).status, 200)
        assert.include(said(), "deliveries can be kept again")
        yield* admit(true)
        yield* untilInbox(2)
        assert.deepStrictEqual(
          (yield* inbox).map(({ externalId }) => externalId),
          ["0", "1"]
        )
      }).pipe(Effect.provide([layerHttpNode, NodeFileSystem.layer]))
  )

  it.scopedLive("ingests what processes before it left, whole or not, and keeps what cannot be", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* journalFolder
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const line = (id: string, of = connectionId, body = deliveryBody(name, id)) =>
        Buffer.from(
          encode({
            adapter: "pco",
            connectionId: of,
            receivedAt: DateTime.unsafeMake("2026-03-01T08:00:00Z"),
            body
          })
        )
      const write = (file: string, ...pieces: ReadonlyArray<Uint8Array>) =>
        Effect.zipRight(
          fs.writeFile(`${folder}/${file}.tmp`, Buffer.concat(pieces)),
          fs.rename(`${folder}/${file}.tmp`, `${folder}/${file}`)
        )
      const [again, torn, changed] = [line("2"), line("9").subarray(0, 80), line("8")]
      changed[70] = (changed[70] ?? 0) ^ 1
      const kept = [line("7", crypto.randomUUID()), line("6", connectionId, "no delivery")]
      // Half of it is in the inbox already: its reader died before it could say so.
      yield* write("1700000000001-00000001.reading", line("1"), again)
      yield* write("1700000000002-00000002.journal", again, changed, ...kept, line("3"), torn)
      yield* write("1700000000003-00000003.journal")
      yield* untilInbox(3)
      yield* untilEmpty
      assert.deepStrictEqual(
        (yield* inbox).map(({ externalId }) => externalId),
        ["1", "2", "3"]
      )
      assert.sameMembers(yield* fs.readDirectory(folder), [
        "1700000000002-00000002.bad",
        "1700000000002-00000002.kept"
      ])
      const left = (kind: string) => fs.readFile(`${folder}/1700000000002-00000002.${kind}`)
      assert.deepStrictEqual(Buffer.from(yield* left("bad")), changed)
      assert.deepStrictEqual(Buffer.from(yield* left("kept")), Buffer.concat(kept))
    }).pipe(Effect.provide([layerHttpNode, NodeFileSystem.layer]))
  )

  it.scopedLive("keeps what the database refuses, and lets nothing else wait for it", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { call, said } = yield* HttpNode
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const levels = 50_000
      const deep = `{"planted":${"[".repeat(levels)}${"]".repeat(levels)}}`
      const eventId = crypto.randomUUID()
      const refused = deliveryBody(name, "7", eventId).replace(
        /"payload":".*?[^\\]"/,
        `"payload":${JSON.stringify(deep)}`
      )
      const together = ["1", "2", "3"].map((id) => deliveryBody(name, id))
      const replies = yield* Effect.forEach(
        [...together, refused],
        (body) => deliver(connectionId, body, "secret-of-grace"),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(
        replies.map(({ status }) => status),
        [200, 200, 200, 200]
      )
      assert.sameMembers(
        (yield* inbox).map(({ externalId }) => externalId),
        ["1", "2", "3"]
      )
      assert.include(said(), "the database refuses an event")
      assert.notInclude(said(), "the database does not answer")
      yield* untilEmpty
      // Twice, when the file was claimed while it was written.
      const files = yield* fs.readDirectory(yield* journalFolder)
      assert.isNotEmpty(files)
      for (const file of files) {
        assert.match(file, /\.kept$/)
        assert.include(yield* fs.readFileString(`${yield* journalFolder}/${file}`), eventId)
      }
      const ready = yield* call("GET", "/health/ready")
      assert.include(ready.text, "some deliveries could not be ingested")
      assert.notInclude(said(), "planted")
    }).pipe(Effect.provide([layerHttpNode, NodeFileSystem.layer]))
  )

  it.scopedLive("takes a burst", () =>
    Effect.gen(function* () {
      const connectionId = yield* subscribed("grace", "secret-of-grace")
      const bodies = Array.from({ length: 300 }, (_, index) => deliveryBody(name, String(index % 50)))
      const replies = yield* Effect.forEach(
        bodies,
        (body) => deliver(connectionId, body, "secret-of-grace"),
        { concurrency: 16 }
      )
      assert.isTrue(replies.every(({ status }) => status === 200))
      assert.lengthOf(yield* inbox, 300)
    }).pipe(Effect.provide(layerHttpNode))
  )
})
