import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { canonicalEntities, contentHash, type CanonicalEntityName, entityId } from "@openfaith/canonical"
import { Effect, Layer } from "effect"
import { layerStores } from "../../src/Engine.ts"
import { type Batch, PageStore } from "../../src/stores/PageStore.ts"
import { DeadLetterStore, letterKey } from "../../src/stores/DeadLetterStore.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { type OpenStream, StreamStore } from "../../src/stores/StreamStore.ts"
import type { ChangedRecord } from "../../src/sync/PreparePages.ts"
import { badPerson } from "../support/Letters.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"
import { beginPeople as begin, orgId, runId } from "../support/RunningStream.ts"

const nothing = (entity: CanonicalEntityName) =>
  Object.fromEntries(canonicalEntities[entity].columns.map(({ field }) => [field, null]))

const changed = (
  entity: CanonicalEntityName,
  externalId: string,
  fields: Record<string, unknown>,
  sourceUpdatedAt: string | null = null
): ChangedRecord => {
  const whole = { ...nothing(entity), ...fields }
  const hash = contentHash(entity, whole as never)
  const id = entityId({ orgId, adapter: "pco", entity, externalId })
  const record = { entity, externalId, raw: { id: externalId } }
  return {
    row: {
      entity,
      id,
      externalId,
      sourceCreatedAt: null,
      sourceUpdatedAt,
      fields: whole
    } as unknown as ChangedRecord["row"],
    contentHash: hash,
    sourceHash: hash,
    source: { record, id, repeated: false, sourceHash: hash } as unknown as ChangedRecord["source"]
  }
}

const person = (externalId: string, firstName: string, updatedAt?: string) =>
  changed("Person", externalId, { firstName, status: "active" }, updatedAt ?? null)

const email = (externalId: string, personExternalId: string) =>
  changed("Email", externalId, {
    address: "a@example.org",
    personId: entityId({ orgId, adapter: "pco", entity: "Person", externalId: personExternalId })
  })

const batchOf = (
  stream: OpenStream,
  records: ReadonlyArray<ChangedRecord>,
  options: {
    readonly committedPages?: number
    readonly askedAt?: number
    readonly letters?: ReadonlySet<string>
  } = {}
): Batch => ({
  stream,
  committedPages: options.committedPages ?? stream.pages,
  pages: [{ request: {}, ids: {}, bytes: 1, askedAt: options.askedAt ?? Date.now(), tookMillis: 1 }],
  prepared: { changed: records, bad: [], unchanged: new Map(), unchangedIds: [] },
  requests: 1,
  cursor: { kind: "list", walk: { offset: 99 } as never },
  expectedRows: 2,
  requestsRemaining: 1,
  whole: true,
  position: null,
  highWater: new Map(),
  answeredAt: null,
  letters: options.letters ?? new Set()
})

const unchangedBatchOf = (stream: OpenStream, committedPages = stream.pages): Batch => ({
  ...batchOf(stream, [], { committedPages }),
  prepared: { changed: [], bad: [], unchanged: new Map([["Person", 2]]), unchangedIds: [] }
})

const names = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ externalId: string; firstName: string }>`
    select external_id, first_name from canonical.people where deleted_at is null order by external_id`
  return rows.map(({ externalId, firstName }) => `${externalId}:${firstName}`)
})

const counts = Effect.gen(function* () {
  const runs = yield* RunStore
  return (yield* runs.streams([runId])).map(
    ({ deadLettered, entity, inserted, pages, read, unchanged, updated }) => ({
      entity,
      pages,
      read,
      inserted,
      updated,
      unchanged,
      deadLettered
    })
  )
})

const layer = Layer.fresh(Layer.provideMerge(layerStores, layerMigratedDatabase))

describe("PageStore", () => {
  it.scoped("writes rows, ledger, counts and cursor together", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const sql = yield* SqlClient.SqlClient
      const stream = yield* begin
      yield* pages.commit(batchOf(stream, [person("1", "Ada"), person("2", "Grace"), email("10", "1")]))
      assert.deepStrictEqual(yield* names, ["1:Ada", "2:Grace"])
      const row = { pages: 1, updated: 0, unchanged: 0, deadLettered: 0 }
      assert.deepStrictEqual(yield* counts, [
        { entity: "Person", ...row, read: 2, inserted: 2 },
        { entity: "Email", ...row, read: 1, inserted: 1 }
      ])
      const [ledger] = yield* sql<{ page: number; inserted: number }>`select page, inserted from sync.pages`
      assert.deepStrictEqual(ledger, { page: 0, inserted: 3 })
    }).pipe(Effect.provide(layer))
  )

  it.scoped("leaves the same content alone and never lets an older record win", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const stream = yield* begin
      yield* pages.commit(batchOf(stream, [person("1", "Ada", "2024-02-01T00:00:00Z")]))
      yield* pages.commit(
        batchOf(stream, [person("1", "Ada", "2024-02-01T00:00:00Z")], { committedPages: 1 })
      )
      yield* pages.commit(
        batchOf(stream, [person("1", "Adah", "2024-01-01T00:00:00Z")], { committedPages: 2 })
      )
      assert.deepStrictEqual(yield* names, ["1:Ada"])
      yield* pages.commit(
        batchOf(stream, [person("1", "Adele", "2024-02-01T00:00:00Z")], { committedPages: 3 })
      )
      assert.deepStrictEqual(yield* names, ["1:Adele"])
      const [people] = yield* counts
      assert.include(people, { read: 4, inserted: 1, updated: 1, unchanged: 2 })
    }).pipe(Effect.provide(layer))
  )

  it.scoped("refuses a worker whose stream another one has taken over", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const streams = yield* StreamStore
      const late = yield* begin
      const successor = yield* streams.open(runId, "Person", "test:1")
      const refused = yield* Effect.flip(pages.commit(batchOf(late, [person("1", "Ada")])))
      assert.strictEqual(refused._tag, "Fenced")
      assert.deepStrictEqual(yield* names, [])
      yield* pages.commit(batchOf(successor, [person("2", "Grace")]))
      assert.deepStrictEqual(yield* names, ["2:Grace"])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("ends a stream and its riders with the last page, partial only where letters are left", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const runs = yield* RunStore
      const stream = yield* begin
      const last = {
        ...batchOf(stream, [person("1", "Ada"), email("10", "2")]),
        cursor: { kind: "end" } as const
      }
      yield* pages.commit(last)
      const ended = yield* runs.streams([runId])
      assert.deepStrictEqual(
        ended.map(({ entity, status }) => [entity, status]),
        [
          ["Person", "succeeded"],
          ["Email", "partial"]
        ]
      )
      for (const { finishedAt, requestsRemaining } of ended) {
        assert.isNotNull(finishedAt)
        assert.isNull(requestsRemaining)
      }
    }).pipe(Effect.provide(layer))
  )

  it.scoped("commits what brought nothing new, unless another worker has taken it over", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const runs = yield* RunStore
      const streams = yield* StreamStore
      const sql = yield* SqlClient.SqlClient
      yield* begin
      const quiet = (stream: OpenStream): Batch => ({ ...unchangedBatchOf(stream), cursor: { kind: "end" } })
      const late = yield* streams.open(runId, "Person", "test:1")
      const present = yield* streams.open(runId, "Person", "test:2")
      assert.deepStrictEqual(yield* pages.commitUnchanged(runId, [quiet(late)]), new Set())
      assert.deepStrictEqual(yield* pages.commitUnchanged(runId, [quiet(present)]), new Set(["Person"]))
      const [people, emails] = yield* runs.streams([runId])
      assert.deepInclude(people, { status: "succeeded", pages: 1, requests: 1, read: 2, unchanged: 2 })
      assert.deepInclude(emails, { status: "succeeded", requests: 0 })
      const marks = yield* sql<{ entity: string }>`select entity from sync.watermarks order by entity`
      assert.deepStrictEqual(marks, [{ entity: "Email" }, { entity: "Person" }])
      assert.lengthOf(yield* sql`select from sync.pages`, 1)
    }).pipe(Effect.provide(layer))
  )

  it.scoped("moves a stream past a page without news, once, and for its present worker only", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const streams = yield* StreamStore
      const late = yield* begin
      const present = yield* streams.open(runId, "Person", "test:1")
      assert.strictEqual((yield* Effect.flip(pages.commit(unchangedBatchOf(late))))._tag, "Fenced")
      const { newLetters, tally } = yield* pages.commit(unchangedBatchOf(present))
      assert.deepStrictEqual({ newLetters, tally }, { newLetters: [], tally: { read: 2, failed: 0 } })
      assert.strictEqual((yield* Effect.flip(pages.commit(unchangedBatchOf(present))))._tag, "Fenced")
      yield* pages.commit(unchangedBatchOf(present, 1))
      assert.deepInclude((yield* counts)[0], { pages: 2, read: 4, inserted: 0, unchanged: 4 })
    }).pipe(Effect.provide(layer))
  )

  it.scoped("refuses a page that is committed already", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const stream = yield* begin
      yield* pages.commit(batchOf(stream, [person("1", "Ada")]))
      assert.strictEqual(
        (yield* Effect.flip(pages.commit(batchOf(stream, [person("1", "Eve")]))))._tag,
        "Fenced"
      )
      assert.deepStrictEqual(yield* names, ["1:Ada"])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("keeps a record without its parent as a dead letter until both are there", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const sql = yield* SqlClient.SqlClient
      const stream = yield* begin
      const { newLetters } = yield* pages.commit(batchOf(stream, [email("10", "1")]))
      const [letter] = yield* sql<{
        reason: string
        path: string
      }>`select reason, path from sync.dead_letters`
      assert.deepStrictEqual(letter, { reason: "MissingParent", path: "personId" })
      yield* pages.commit(
        batchOf(stream, [email("10", "1"), person("1", "Ada")], {
          committedPages: 1,
          letters: new Set(newLetters)
        })
      )
      assert.deepStrictEqual(yield* sql`select 1 from sync.dead_letters`, [])
      const [, emails] = yield* counts
      assert.include(emails, { read: 2, inserted: 1, deadLettered: 1 })
    }).pipe(Effect.provide(layer))
  )

  it.scoped("lets the letters of records without an id go only with a listing that leaves nothing out", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const letterStore = yield* DeadLetterStore
      const sql = yield* SqlClient.SqlClient
      const stream = yield* begin
      yield* letterStore.put(stream, [
        badPerson("sha256:nameless", { externalId: null, reason: "MissingId" })
      ])
      yield* sql`update sync.dead_letters set run_id = null`
      const ofChanges: OpenStream = {
        ...stream,
        plan: { ...stream.plan, changes: { kind: "filter", field: "updated_at" } }
      }
      const letters = new Set([letterKey("Person", "sha256:nameless")])
      const end = (of: OpenStream, committedPages: number, whole: boolean): Batch => ({
        ...batchOf(of, [person("1", "Ada")], { committedPages, letters }),
        cursor: { kind: "end" },
        whole
      })
      const left = sql`select from sync.dead_letters`
      yield* pages.commit(end(ofChanges, 0, false))
      assert.lengthOf(yield* left, 1)
      yield* pages.commit(end(ofChanges, 1, true))
      assert.lengthOf(yield* left, 0)
    }).pipe(Effect.provide(layer))
  )

  it.scoped("moves a watermark page by page only where the source lists changes in their order", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const sql = yield* SqlClient.SqlClient
      const stream = yield* begin
      const ofChanges: OpenStream = {
        ...stream,
        plan: { ...stream.plan, changes: { kind: "filter", field: "updated_at" } }
      }
      const at = "2026-03-01T08:00:00Z"
      const batch = (committedPages: number, whole: boolean): Batch => ({
        ...batchOf(ofChanges, [person(String(committedPages), "Ada")], { committedPages }),
        highWater: new Map([["Person", at]]),
        whole
      })
      const watermarks = sql<{ changedUntil: Date }>`
        select changed_until from sync.watermarks where entity = 'Person'`
      yield* pages.commit(batch(0, true))
      assert.deepStrictEqual(yield* watermarks, [])
      yield* pages.commit(batch(1, false))
      assert.deepStrictEqual(yield* watermarks, [{ changedUntil: new Date(at) }])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("tells what the whole run came to, orphans apart, also to whoever opens a stream next", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const streams = yield* StreamStore
      const stream = yield* begin
      assert.deepStrictEqual(stream.tally, { read: 0, failed: 0 })
      const poison = changed("Person", "2", { firstName: "Eve", status: "active", grade: 99_999_999_999 })
      const committed = yield* pages.commit(
        batchOf(stream, [person("1", "Ada"), poison, email("10", "1"), email("11", "none")])
      )
      assert.deepStrictEqual(committed.tally, { read: 4, failed: 1 })
      const more = yield* pages.commit(batchOf(stream, [person("3", "Grace")], { committedPages: 1 }))
      assert.deepStrictEqual(more.tally, { read: 5, failed: 1 })
      assert.deepStrictEqual((yield* streams.open(runId, "Person", "test:1")).tally, more.tally)
    }).pipe(Effect.provide(layer))
  )

  it.scoped("sets aside the one row that PostgreSQL refuses", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const sql = yield* SqlClient.SqlClient
      const stream = yield* begin
      const poison = changed("Person", "2", { firstName: "Eve", status: "active", grade: 99_999_999_999 })
      yield* pages.commit(batchOf(stream, [person("1", "Ada"), poison, person("3", "Grace")]))
      assert.deepStrictEqual(yield* names, ["1:Ada", "3:Grace"])
      const letters = yield* sql<{
        externalId: string
        reason: string
      }>`select external_id, reason from sync.dead_letters`
      assert.deepStrictEqual(letters, [{ externalId: "2", reason: "Unwritable" }])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("lets no page that was asked for before a deletion bring the row back", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const sql = yield* SqlClient.SqlClient
      const stream = yield* begin
      const before = Date.now() - 60_000
      yield* pages.commit(batchOf(stream, [person("1", "Ada")]))
      yield* sql`update canonical.people set deleted_at = now(), version = version + 1`
      yield* pages.commit(batchOf(stream, [person("1", "Adah")], { committedPages: 1, askedAt: before }))
      assert.deepStrictEqual(yield* names, [])
      yield* pages.commit(
        batchOf(stream, [person("1", "Ada")], { committedPages: 2, askedAt: Date.now() + 1_000 })
      )
      assert.deepStrictEqual(yield* names, ["1:Ada"])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("writes nothing for an organisation that the stream is not of", () =>
    Effect.gen(function* () {
      const pages = yield* PageStore
      const stream = yield* begin
      const foreign = { ...stream, orgId: "other" }
      const error = yield* Effect.flip(pages.commit(batchOf(foreign, [person("1", "Ada")])))
      assert.strictEqual(error._tag, "Fenced")
      assert.deepStrictEqual(yield* names, [])
      assert.strictEqual((yield* counts)[0]?.pages, 0)
    }).pipe(Effect.provide(layer))
  )
})
