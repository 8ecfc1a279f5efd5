import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { canonicalEntities, type CanonicalRecord, entityId } from "@openfaith/canonical"
import { Effect, Layer } from "effect"
import { layerStores } from "../../src/Engine.ts"
import { CanonicalStore, type HashedRecord } from "../../src/stores/CanonicalStore.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

const account = { orgId: "grace", adapter: "pco" }
const layer = Layer.fresh(Layer.provideMerge(layerStores, layerMigratedDatabase))

const idOf = (entity: "Campus" | "TagGroup" | "Tag", externalId: string): string =>
  entityId({ ...account, entity, externalId })

const record = (
  entity: "Campus" | "TagGroup" | "Tag",
  externalId: string,
  some: Readonly<Record<string, unknown>>
): HashedRecord => {
  const none = Object.fromEntries(canonicalEntities[entity].columns.map(({ field }) => [field, null]))
  const row = {
    entity,
    id: idOf(entity, externalId),
    externalId,
    sourceCreatedAt: null,
    sourceUpdatedAt: null,
    fields: { ...none, ...some }
  } as CanonicalRecord
  return { row, sourceHash: `hash of ${externalId}`, contentHash: `content of ${externalId}` }
}

// What an array of PostgreSQL would take for something else, were it not quoted.
const awkward = ["1", "a,b", '{"x"}', "NULL", "", " ", "\\", "é", "x'; --"]

describe("CanonicalStore", () => {
  it.scoped("knows rows by whatever text is their id, and by nothing else", () =>
    Effect.gen(function* () {
      const canonical = yield* CanonicalStore
      const written = yield* canonical.write({
        ...account,
        askedAt: Date.now(),
        records: awkward.map((externalId) => record("Campus", externalId, { name: externalId }))
      })
      assert.deepStrictEqual(written, [{ entity: "Campus", inserted: awkward.length, updated: 0 }])
      const asked = new Map([
        ["Campus", [...awkward, "2", "nul \u0000", "half \ud83d"]],
        ["Person", ["1"]]
      ])
      const known = yield* canonical.known(account, asked)
      const row = (externalId: string) => ({ sourceHash: `hash of ${externalId}`, deleted: false })
      const expected = new Map(awkward.map((externalId) => [externalId, row(externalId)]))
      assert.deepStrictEqual(known.get("Campus"), expected)
      assert.strictEqual(known.get("Person")?.size, 0)
      const others = [
        { ...account, orgId: "hope" },
        { ...account, adapter: "ccb" }
      ]
      for (const other of others)
        assert.strictEqual((yield* canonical.known(other, asked)).get("Campus")?.size, 0)
    }).pipe(Effect.provide(layer))
  )

  it.scoped("looks parents up by their keys, also where their table was known to be empty", () =>
    Effect.gen(function* () {
      const canonical = yield* CanonicalStore
      const sql = yield* SqlClient.SqlClient
      yield* sql`vacuum analyze canonical.tag_groups`
      const scans = sql<{ scans: number }>`
        select seq_scan::int as scans from pg_stat_xact_user_tables where schemaname = 'canonical' and relname = 'tag_groups'`
      const group = (externalId: string) => [
        record("TagGroup", externalId, { name: externalId }),
        record("Tag", externalId, { tagGroupId: idOf("TagGroup", externalId), name: externalId })
      ]
      const write = (count: number, from: number) =>
        canonical.write({
          ...account,
          askedAt: Date.now(),
          records: Array.from({ length: count }, (_, index) => group(String(from + index))).flat()
        })
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* write(1, 0)
          yield* write(300, 1)
          assert.deepStrictEqual(yield* scans, [{ scans: 0 }])
        })
      )
    }).pipe(Effect.provide(layer))
  )
})
