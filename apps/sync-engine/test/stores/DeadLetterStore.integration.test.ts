import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { DeadLetterStore } from "../../src/stores/DeadLetterStore.ts"
import type { OpenStream } from "../../src/stores/StreamStore.ts"
import type { BadRecord } from "../../src/sync/PreparePages.ts"
import { connect, trigger } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"
import { openStream, peoplePlan } from "../support/Streams.ts"

const streamOf = (orgId: string) =>
  Effect.gen(function* () {
    const connection = yield* connect(orgId)
    const { runId } = yield* trigger(connection)
    return { ...openStream(peoplePlan), orgId, connectionId: connection.connectionId, runId }
  })

const bad = (recordKey: string, rest: Partial<BadRecord> = {}): BadRecord => ({
  entity: "Person",
  externalId: recordKey,
  recordKey,
  reason: "Undecodable",
  path: "attributes.birthdate",
  message: "Expected a date",
  raw: { id: recordKey, attributes: { birthdate: "2026-02-30" } },
  ...rest
})

const put = (stream: OpenStream, ...letters: ReadonlyArray<BadRecord>) =>
  Effect.flatMap(DeadLetterStore, (store) => store.put(stream, letters))

const keys = (stream: OpenStream, ...entities: ReadonlyArray<string>) =>
  Effect.flatMap(DeadLetterStore, (store) =>
    Effect.map(store.keys(stream, entities), (found) => found.toSorted())
  )

interface Letter {
  readonly externalId: string | null
  readonly reason: string
  readonly path: string
  readonly message: string
  readonly raw: string
  readonly attempts: number
}

const letters = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql<Letter>`
    select external_id, reason, path, message, raw::text as raw, attempts from sync.dead_letters order by dead_letter_id`
)

describe("DeadLetterStore", () => {
  it.scoped("keeps a record as it came, with what is wrong and where", () =>
    Effect.gen(function* () {
      const stream = yield* streamOf("grace")
      yield* put(stream, bad("1"), bad("sha256:x", { externalId: null, reason: "MissingId", path: "id" }))
      const [first, second] = yield* letters
      assert.deepInclude(first, {
        externalId: "1",
        reason: "Undecodable",
        path: "attributes.birthdate",
        message: "Expected a date",
        attempts: 1
      })
      assert.deepStrictEqual(JSON.parse(first?.raw ?? ""), bad("1").raw)
      assert.deepInclude(second, { externalId: null, reason: "MissingId", path: "id" })
      assert.deepStrictEqual(yield* keys(stream, "Person"), ["Person/1", "Person/sha256:x"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  const strange = [
    ["a NUL character", "nul \u0000 inside"],
    ["a lone high surrogate", "\ud83d cut emoji"],
    ["a lone low surrogate", "cut emoji \ude00"],
    ["surrogates in the wrong order", "\ude00\ud83d"],
    ["a backslash before a u", "\\u0000 written out"],
    ["quotes and line ends", `"it's"\n\r\t\u2028`],
    ["whole emoji", "✝ 😀"]
  ] as const
  it.scoped.each(strange)("keeps raw JSON with %s as it came", ([, text]) =>
    Effect.gen(function* () {
      const stream = yield* streamOf("grace")
      const raw = { id: "1", [text]: 1, attributes: { name: text, more: [text] } }
      yield* put(
        stream,
        bad("1", { raw, message: `Expected a name, not ${text}`, path: `attributes.${text}` })
      )
      const [letter] = yield* letters
      assert.deepStrictEqual(JSON.parse(letter?.raw ?? ""), raw)
      assert.include(letter?.message, "Expected a name, not ")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("keeps and heals a record whose very id PostgreSQL refuses", () =>
    Effect.gen(function* () {
      const store = yield* DeadLetterStore
      const stream = yield* streamOf("grace")
      yield* put(stream, bad("1\u0000"), bad("2\ud83d"), bad("3"))
      yield* put(stream, bad("1\u0000"), bad("2\ud83d"))
      assert.deepStrictEqual(
        (yield* letters).map(({ attempts }) => attempts),
        [2, 2, 1]
      )
      yield* store.remove(stream, yield* keys(stream, "Person"))
      assert.deepStrictEqual(yield* letters, [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("keeps one letter a record: the newest copy, and how often it failed", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const stream = yield* streamOf("grace")
      yield* put(stream, bad("1"))
      yield* sql`update sync.dead_letters set first_seen_at = now() - interval '1 day', last_seen_at = now() - interval '1 day'`
      const again = {
        reason: "MissingParent",
        path: "personId",
        message: "gone",
        raw: { id: "1", newer: true }
      } as const
      yield* put({ ...stream, runId: crypto.randomUUID() }, bad("1", again))
      const [letter, ...others] = yield* letters
      assert.deepStrictEqual(others, [])
      assert.deepInclude(letter, { reason: "MissingParent", path: "personId", message: "gone", attempts: 2 })
      assert.deepStrictEqual(JSON.parse(letter?.raw ?? ""), again.raw)
      const [seen] = yield* sql<{
        apart: boolean
      }>`select last_seen_at > first_seen_at + interval '1 hour' as apart from sync.dead_letters`
      assert.isTrue(seen?.apart)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("lets go of records without an id that a later listing did not bring again", () =>
    Effect.gen(function* () {
      const store = yield* DeadLetterStore
      const [grace, hope] = [yield* streamOf("grace"), yield* streamOf("hope")]
      const nameless = (key: string, entity = "Person") => bad(key, { externalId: null, entity })
      yield* put(grace, nameless("gone"), nameless("again"), nameless("gone", "Email"), bad("1"))
      yield* put(hope, nameless("gone"))
      const later = { ...grace, runId: crypto.randomUUID() }
      yield* put(later, nameless("again"))
      yield* store.removeNameless(later, ["Person"])
      assert.deepStrictEqual(yield* keys(grace, "Person", "Email"), [
        "Email/gone",
        "Person/1",
        "Person/again"
      ])
      assert.deepStrictEqual(yield* keys(hope, "Person"), ["Person/gone"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("neither shows nor removes letters of another entity or organisation", () =>
    Effect.gen(function* () {
      const store = yield* DeadLetterStore
      const [grace, hope] = [yield* streamOf("grace"), yield* streamOf("hope")]
      yield* put(grace, bad("1"), bad("1", { entity: "Email" }), bad("2"))
      yield* put(hope, bad("1"))
      assert.deepStrictEqual(yield* keys(grace, "Person", "Email"), ["Email/1", "Person/1", "Person/2"])
      assert.deepStrictEqual(yield* keys(grace, "Email"), ["Email/1"])
      yield* store.remove(grace, ["Person/1", "Person/none"])
      assert.deepStrictEqual(yield* keys(grace, "Person", "Email"), ["Email/1", "Person/2"])
      assert.deepStrictEqual(yield* keys(hope, "Person"), ["Person/1"])
      yield* store.remove(grace, [])
      assert.strictEqual((yield* letters).length, 3)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
