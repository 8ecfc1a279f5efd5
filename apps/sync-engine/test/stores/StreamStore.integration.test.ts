import { OffsetWalk } from "@openfaith/adapter-core"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { RunStore } from "../../src/stores/RunStore.ts"
import { StreamStore } from "../../src/stores/StreamStore.ts"
import type { Cursor } from "../../src/sync/Cursor.ts"
import { connect, trigger } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"
import { membershipsPlan, openStream, peoplePlan } from "../support/Streams.ts"

const planned = [
  { entity: "Person", wave: 0, carrier: null, plan: peoplePlan },
  { entity: "Email", wave: 0, carrier: "Person", plan: null },
  { entity: "GroupMembership", wave: 1, carrier: null, plan: membershipsPlan }
]

/** A run that has begun. */
const begun = Effect.gen(function* () {
  const runs = yield* RunStore
  const connection = yield* connect("grace")
  const { runId } = yield* trigger(connection)
  yield* runs.begin(runId, planned, "full")
  return { ...connection, runId }
})

const statuses = (runId: string) =>
  Effect.flatMap(RunStore, (runs) =>
    Effect.map(runs.streams([runId]), (rows) =>
      Object.fromEntries(rows.map(({ entity, status }) => [entity, status]))
    )
  )

const setCursor = (runId: string, cursor: unknown) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`update sync.streams set cursor = ${JSON.stringify(cursor)}::jsonb where run_id = ${runId}`
  )

const addGroups = (orgId: string, ids: ReadonlyArray<string>, adapter = "pco") =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.forEach(
      ids,
      (externalId) => sql`
        insert into canonical.groups (org_id, id, adapter, external_id, source_hash, content_hash)
        values (${orgId}, gen_random_uuid(), ${adapter}, ${externalId}, '', '')`
    )
  )

describe("StreamStore", () => {
  it.scoped("opens a stream with all its worker needs", () =>
    Effect.gen(function* () {
      const streams = yield* StreamStore
      const { connectionId, runId } = yield* begun
      assert.deepStrictEqual(yield* streams.open(runId, "Person", "10.0.0.1:34431"), {
        runId,
        orgId: "grace",
        connectionId,
        adapter: "pco",
        timeZone: "America/Chicago",
        countryCode: "US",
        plan: peoplePlan,
        epoch: 1,
        status: "running",
        pages: 0,
        cursor: null,
        lastPageIds: {},
        cancelRequested: false,
        tally: { read: 0, failed: 0 },
        changedUntil: null,
        position: 0,
        readAt: null,
        hasLetters: false
      })
      assert.deepStrictEqual(yield* statuses(runId), {
        Person: "running",
        Email: "running",
        GroupMembership: "pending"
      })
      assert.deepStrictEqual((yield* streams.open(runId, "GroupMembership", "node")).plan, membershipsPlan)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("gives every worker a higher epoch, riders included, and remembers who it is", () =>
    Effect.gen(function* () {
      const streams = yield* StreamStore
      const sql = yield* SqlClient.SqlClient
      const { runId } = yield* begun
      yield* Effect.forEach(["one", "two"], (worker) => streams.open(runId, "Person", worker))
      const third = yield* streams.open(runId, "Person", "three")
      assert.strictEqual(third.epoch, 3)
      const rows =
        yield* sql`select entity, epoch, worker from sync.streams where run_id = ${runId} order by entity`
      assert.deepStrictEqual(rows, [
        { entity: "Email", epoch: 3, worker: "three" },
        { entity: "GroupMembership", epoch: 0, worker: null },
        { entity: "Person", epoch: 3, worker: "three" }
      ])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("reads every kind of cursor, and takes an unreadable one for none", () =>
    Effect.gen(function* () {
      const streams = yield* StreamStore
      const { runId } = yield* begun
      const walk = { ...OffsetWalk.init(peoplePlan), offset: 198, trail: ["a", "b"] }
      const cursors: ReadonlyArray<Cursor> = [
        { kind: "list", walk },
        { kind: "within", after: "7" },
        { kind: "within", after: null },
        { kind: "end" }
      ]
      for (const cursor of cursors) {
        yield* setCursor(runId, cursor)
        assert.deepStrictEqual((yield* streams.open(runId, "Person", "node")).cursor, cursor)
      }
      for (const cursor of [
        { kind: "list", walk: { offset: 198 } },
        { kind: "page", page: 2 },
        "198",
        7,
        null
      ]) {
        yield* setCursor(runId, cursor)
        assert.isNull((yield* streams.open(runId, "Person", "node")).cursor)
      }
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("knows what was on the last committed page", () =>
    Effect.gen(function* () {
      const streams = yield* StreamStore
      const sql = yield* SqlClient.SqlClient
      const { runId } = yield* begun
      const pages = [{ Person: ["1"] }, { Person: ["2", "3"], Email: ["e2"] }]
      yield* Effect.forEach(
        pages,
        (ids, page) => sql`
          insert into sync.pages (run_id, entity, page, epoch, request, ids, inserted, updated, unchanged, dead_lettered,
            bytes, fetched_at, fetch_millis)
          values (${runId}, 'Person', ${page}, 1, '{}', ${JSON.stringify(ids)}::jsonb, 0, 0, 0, 0, 1, now(), 1)`
      )
      assert.deepStrictEqual((yield* streams.open(runId, "Person", "node")).lastPageIds, pages[1])
      assert.deepStrictEqual((yield* streams.open(runId, "GroupMembership", "node")).lastPageIds, {})
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("opens for a look what nobody has begun, without calling it running", () =>
    Effect.gen(function* () {
      const streams = yield* StreamStore
      const sql = yield* SqlClient.SqlClient
      const { runId } = yield* begun
      yield* streams.open(runId, "GroupMembership", "one")
      const [people, ...others] = yield* streams.openPending(runId, "two", "all")
      assert.deepStrictEqual(others, [])
      assert.deepInclude(people, { runId, epoch: 1, hasLetters: false })
      assert.deepStrictEqual(yield* statuses(runId), {
        Person: "pending",
        Email: "pending",
        GroupMembership: "running"
      })
      yield* sql`
        insert into sync.dead_letters (org_id, connection_id, adapter, run_id, entity, record_key, reason, path, message, raw,
          next_attempt_at)
        select org_id, connection_id, adapter, run_id, 'Email', '1', 'Undecodable', '', '', '{}', now()
        from sync.runs where run_id = ${runId}`
      const [again] = yield* streams.openPending(runId, "two", "all")
      assert.deepInclude(again, { epoch: 2, hasLetters: true })
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("lets only the present worker close, and only once", () =>
    Effect.gen(function* () {
      const streams = yield* StreamStore
      const { runId } = yield* begun
      const late = yield* streams.open(runId, "Person", "one")
      const present = yield* streams.open(runId, "Person", "two")
      yield* streams.close(late, { status: "failed", error: "too late" })
      assert.deepInclude(yield* statuses(runId), { Person: "running", Email: "running" })
      yield* streams.close(present, { status: "failed", error: "NotFound: nothing at /people" })
      yield* streams.close(present, { status: "cancelled", error: null })
      assert.deepInclude(yield* statuses(runId), { Person: "failed", Email: "failed" })
      const [row] = yield* Effect.flatMap(RunStore, (runs) => runs.streams([runId]))
      assert.strictEqual(row?.error, "NotFound: nothing at /people")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("knows a stream of which nobody has heard, and one that rests", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const streams = yield* StreamStore
      const { runId } = yield* begun
      const isSilent = streams.isSilent(runId, "Person", 60)
      const stream = yield* streams.open(runId, "Person", "node")
      assert.isFalse(yield* isSilent)
      yield* sql`
        update sync.streams set heartbeat_at = now() - interval '61 seconds', progressed_at = now() - interval '2 minutes'`
      assert.isTrue(yield* isSilent)
      yield* streams.rest(stream, 30)
      yield* sql`update sync.streams set progressed_at = heartbeat_at`
      assert.isFalse(yield* isSilent)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("gives up a stream that has no worker, but none that has ended", () =>
    Effect.gen(function* () {
      const streams = yield* StreamStore
      const { runId } = yield* begun
      const people = yield* streams.open(runId, "Person", "node")
      yield* streams.close(people, { status: "cancelled", error: null })
      yield* streams.giveUp(runId, "Person", "failed", "a defect")
      yield* streams.giveUp(runId, "GroupMembership", "blocked", "Group was not read to its end.")
      assert.deepStrictEqual(yield* statuses(runId), {
        Person: "cancelled",
        Email: "cancelled",
        GroupMembership: "blocked"
      })
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("names living parents of one organisation and adapter, each once, in pieces of any size", () =>
    Effect.gen(function* () {
      const streams = yield* StreamStore
      const sql = yield* SqlClient.SqlClient
      const ids = ["10", "2", "9", "a", "A", "Ä", "z-1", "z_1", "ß", "zz"]
      yield* addGroups("grace", [...ids, "gone"])
      yield* addGroups("hope", ["other organisation"])
      yield* addGroups("grace", ["other adapter"], "ccb")
      yield* sql`update canonical.groups set deleted_at = now() where external_id = 'gone'`
      const options = { stream: openStream(membershipsPlan) }
      const whole = yield* streams.parents({ ...options, after: null, limit: 100 })
      assert.sameMembers([...whole], ids)
      assert.deepStrictEqual(
        yield* streams.parents({ stream: openStream(peoplePlan), after: null, limit: 100 }),
        []
      )
      for (const limit of [1, 3]) {
        const walked: Array<string> = []
        for (let after: string | null = null; ; after = walked.at(-1) ?? null) {
          const cursor = { kind: "within", after } as const
          const left = (yield* streams.expected([{ ...options.stream, cursor }])).get("GroupMembership")
          assert.strictEqual(left, ids.length - walked.length)
          if (left === 0) break
          walked.push(...(yield* streams.parents({ ...options, after, limit })))
        }
        assert.deepStrictEqual(walked, [...whole])
      }
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
