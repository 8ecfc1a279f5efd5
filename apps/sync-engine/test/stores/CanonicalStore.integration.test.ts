import { assert, describe, it } from "@effect/vitest"
import { canonicalEntities, type CanonicalRecord, contentHash, entityId } from "@openfaith/canonical"
import { Effect, Layer } from "effect"
import { layerStores } from "../../src/Engine.ts"
import { CanonicalStore } from "../../src/stores/CanonicalStore.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

const account = { orgId: "grace", adapter: "pco" }
const layer = Layer.fresh(Layer.provideMerge(layerStores, layerMigratedDatabase))

const campus = (externalId: string, orgId = account.orgId) => {
  const none = Object.fromEntries(canonicalEntities.Campus.columns.map(({ field }) => [field, null]))
  const fields = { ...none, name: `campus ${externalId}` } as CanonicalRecord<"Campus">["fields"]
  const id = entityId({ ...account, orgId, entity: "Campus", externalId })
  const row = {
    entity: "Campus",
    id,
    externalId,
    sourceCreatedAt: null,
    sourceUpdatedAt: null,
    fields
  } as const
  return { row, sourceHash: `hash of ${externalId}`, contentHash: contentHash("Campus", fields) }
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
        records: awkward.map((externalId) => campus(externalId))
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
})
