import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { DeadLetterQueue } from "../../src/stores/DeadLetterQueue.ts"
import { DeadLetterStore } from "../../src/stores/DeadLetterStore.ts"
import { badPerson, fail, letterBox } from "../support/Letters.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

interface Standing {
  readonly attempts: number
  readonly minutes: number | null
  readonly rests: boolean
}

/** How the only letter stands. */
const standing = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [letter] = yield* sql<Standing>`
    select attempts, round(extract(epoch from next_attempt_at - now()) / 60)::int as minutes,
      quarantined_at is not null as rests
    from sync.dead_letters`
  return letter
})

/** Lets the time of every letter come. */
const makeDue = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`update sync.dead_letters set next_attempt_at = now() where quarantined_at is null`
)

const idsOf = (rows: ReadonlyArray<{ readonly externalId: string | null }>) =>
  rows.map(({ externalId }) => externalId)

describe("the policy", () => {
  it.scoped("waits longer after every failure, and leaves the fifth to a person", () =>
    Effect.gen(function* () {
      const box = yield* letterBox("grace")
      const seen: Array<Standing | undefined> = []
      for (let attempt = 1; attempt <= 6; attempt++) {
        yield* fail(box, badPerson("1"))
        seen.push(yield* standing)
      }
      assert.deepStrictEqual(seen, [
        { attempts: 1, minutes: 1, rests: false },
        { attempts: 2, minutes: 4, rests: false },
        { attempts: 3, minutes: 16, rests: false },
        { attempts: 4, minutes: 60, rests: false },
        { attempts: 5, minutes: null, rests: true },
        { attempts: 6, minutes: null, rests: true }
      ])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("leaves a record without an id to a person at once", () =>
    Effect.gen(function* () {
      const box = yield* letterBox("grace")
      yield* fail(box, badPerson("sha256:x", { externalId: null, reason: "MissingId" }))
      assert.deepStrictEqual(yield* standing, { attempts: 1, minutes: null, rests: true })
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("counts no attempt of an orphan that still waits before its time", () =>
    Effect.gen(function* () {
      const store = yield* DeadLetterStore
      const box = yield* letterBox("grace")
      const orphan = badPerson("1", { reason: "MissingParent" })
      yield* fail(box, orphan)
      yield* fail(box, orphan)
      assert.deepStrictEqual(yield* standing, { attempts: 1, minutes: 1, rests: false })
      yield* makeDue
      yield* fail(box, orphan)
      assert.deepStrictEqual(yield* standing, { attempts: 2, minutes: 4, rests: false })
      assert.deepStrictEqual(idsOf(yield* store.orphans(box, 10)), ["1"])
      for (let attempt = 3; attempt <= 5; attempt++) {
        yield* makeDue
        yield* fail(box, orphan)
      }
      assert.deepInclude(yield* standing, { attempts: 5, rests: true })
      assert.deepStrictEqual(yield* store.orphans(box, 10), [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("keeps the run and the time at which the source gave the record", () =>
    Effect.gen(function* () {
      const queue = yield* DeadLetterQueue
      const box = yield* letterBox("grace")
      const seenAt = new Date("2026-03-01T08:00:00Z")
      yield* Effect.flatMap(DeadLetterStore, (store) =>
        Effect.zipRight(
          store.put({ ...box, seenAt }, [badPerson("1")]),
          store.put({ ...box, runId: null, seenAt: new Date(0) }, [badPerson("1")])
        )
      )
      const [letter] = yield* queue.list("grace", {}, 1, null)
      assert.deepInclude(letter, { runId: box.runId, lastSeenAt: seenAt, attempts: 2 })
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})

describe("DeadLetterQueue", () => {
  it.scoped("hands out what is due, oldest first and bounded, of connections that work", () =>
    Effect.gen(function* () {
      const queue = yield* DeadLetterQueue
      const connections = yield* ConnectionStore
      const [grace, hope] = [yield* letterBox("grace"), yield* letterBox("hope")]
      yield* fail(grace, badPerson("1"), badPerson("2"), badPerson("3"))
      yield* fail(grace, badPerson("x", { externalId: null, reason: "MissingId" }))
      yield* fail(hope, badPerson("1"))
      assert.deepStrictEqual(yield* queue.connectionsDue, [])
      assert.deepStrictEqual(yield* queue.due(grace.connectionId, 10), [])
      yield* makeDue
      const both = [grace.connectionId, hope.connectionId]
      assert.sameMembers([...(yield* queue.connectionsDue)], both)
      yield* connections.park(hope.connectionId, "refused")
      assert.deepStrictEqual(yield* queue.connectionsDue, [grace.connectionId])
      const due = yield* queue.due(grace.connectionId, 2)
      assert.deepStrictEqual(idsOf(due), ["1", "2"])
      assert.deepStrictEqual(due[0]?.raw, badPerson("1").raw)
      yield* queue.postpone(due[0]?.deadLetterId ?? "")
      assert.deepStrictEqual(idsOf(yield* queue.due(grace.connectionId, 10)), ["2", "3"])
      assert.strictEqual((yield* queue.list("grace", {}, 10, null)).at(-1)?.attempts, 1)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("lists newest first, page by page, what the filter names", () =>
    Effect.gen(function* () {
      const queue = yield* DeadLetterQueue
      const [grace, hope] = [yield* letterBox("grace"), yield* letterBox("hope")]
      yield* fail(grace, badPerson("1"), badPerson("2", { reason: "MissingParent" }))
      yield* fail(grace, badPerson("3", { entity: "Email" }))
      yield* fail(grace, badPerson("4", { externalId: null, reason: "MissingId" }))
      yield* fail(hope, badPerson("5"))
      const keys = (filter: Parameters<typeof queue.list>[1], limit = 10, behind: string | null = null) =>
        Effect.map(queue.list("grace", filter, limit, behind), (rows) =>
          rows.map(({ recordKey }) => recordKey)
        )
      assert.deepStrictEqual(yield* keys({}), ["4", "3", "2", "1"])
      assert.deepStrictEqual(yield* keys({ entity: "Email" }), ["3"])
      assert.deepStrictEqual(yield* keys({ reason: "MissingParent" }), ["2"])
      assert.deepStrictEqual(yield* keys({ quarantined: true }), ["4"])
      assert.deepStrictEqual(yield* keys({ quarantined: false, entity: "Person" }), ["2", "1"])
      const [, second] = yield* queue.list("grace", {}, 2, null)
      assert.deepStrictEqual(yield* keys({}, 2, second?.deadLetterId), ["2", "1"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("has letters tried again at once, out of quarantine too, oldest first and bounded", () =>
    Effect.gen(function* () {
      const queue = yield* DeadLetterQueue
      const [grace, hope] = [yield* letterBox("grace"), yield* letterBox("hope")]
      yield* fail(
        grace,
        badPerson("1", { externalId: null, reason: "MissingId" }),
        badPerson("2"),
        badPerson("3")
      )
      yield* fail(hope, badPerson("1"))
      const dueKeys = Effect.map(queue.due(grace.connectionId, 10), (rows) =>
        rows.map(({ recordKey }) => recordKey)
      )
      assert.strictEqual(yield* queue.requeue([grace.connectionId], {}, 2), 2)
      assert.deepStrictEqual(yield* dueKeys, ["1", "2"])
      assert.strictEqual(yield* queue.requeue([grace.connectionId], { reason: "MissingId" }, 10), 0)
      assert.strictEqual(yield* queue.requeue([grace.connectionId], {}, 10), 1)
      assert.deepStrictEqual(yield* dueKeys, ["1", "2", "3"])
      assert.deepStrictEqual(yield* queue.due(hope.connectionId, 10), [])
      const [letter] = yield* queue.list("hope", {}, 1, null)
      const deadLetterId = letter?.deadLetterId ?? ""
      assert.strictEqual(yield* queue.requeue([grace.connectionId], { deadLetterId }, 10), 0)
      assert.strictEqual(yield* queue.requeue([hope.connectionId], { deadLetterId }, 10), 1)
      // Its next failure is its own: quarantine is not to be left for good by being asked once.
      yield* fail(grace, badPerson("1", { externalId: null, reason: "MissingId" }))
      assert.deepStrictEqual(yield* dueKeys, ["2", "3"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("discards a letter into the audit, once and in its organisation only", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const queue = yield* DeadLetterQueue
      const box = yield* letterBox("grace")
      yield* fail(box, badPerson("1"))
      const [letter] = yield* queue.list("grace", {}, 1, null)
      const id = letter?.deadLetterId ?? ""
      assert.isFalse(yield* queue.discard("hope", id, "not ours"))
      assert.isTrue(Option.isSome(yield* queue.find("grace", id)))
      assert.isTrue(yield* queue.discard("grace", id, "a test record"))
      assert.isFalse(yield* queue.discard("grace", id, "again"))
      assert.isTrue(Option.isNone(yield* queue.find("grace", id)))
      const [entry, ...others] = yield* sql`select * from sync.dead_letter_audit`
      assert.deepStrictEqual(others, [])
      assert.deepInclude(entry, {
        orgId: "grace",
        entity: "Person",
        externalId: "1",
        fault: "Undecodable",
        reason: "a test record",
        raw: badPerson("1").raw
      })
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
