import { assert, describe, it } from "@effect/vitest"
import { OffsetWalk } from "@openfaith/adapter-core"
import { pcoEntityManifest } from "@openfaith/pco"
import { Effect, Layer } from "effect"
import { layerStores } from "../../src/Engine.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { batchWriter } from "../../src/sync/BatchWriter.ts"
import type { ReadBatch } from "../../src/sync/PageSource.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"
import { page, pageRequest, record } from "../support/Pages.ts"
import { beginPeople, runId } from "../support/RunningStream.ts"
import { peoplePlan } from "../support/Streams.ts"

/** A page of these people, of whom some came on the page before as well. */
const people = (ids: ReadonlyArray<string>, repeated: ReadonlyArray<string> = []): ReadBatch => {
  const records = ids.map((id) => record("Person", id, { first_name: `Ada ${id}` }))
  return {
    pages: [
      {
        request: pageRequest,
        answer: { page: page(records), askedAt: Date.now(), tookMillis: 1, requests: 1 },
        records: records.map((one) => ({ record: one, repeated: repeated.includes(one.externalId ?? "") }))
      }
    ],
    requests: 1,
    cursor: { kind: "list", walk: OffsetWalk.init(peoplePlan) },
    expectedRows: null,
    requestsRemaining: null,
    whole: true,
    position: null
  }
}

const layer = Layer.fresh(Layer.provideMerge(layerStores, layerMigratedDatabase))

describe("BatchWriter", () => {
  it.scopedLive("prepares a batch while the one before is on its way, and counts no record twice", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const writer = yield* batchWriter(yield* beginPeople, pcoEntityManifest)
      const one = yield* writer.prepare([people(["1", "2"])])
      const two = yield* writer.prepare([people(["2", "3"], ["2"]), people(["4"])])
      if (one === null || two === null) return assert.fail("there was something to write")
      assert.deepStrictEqual([one.committedPages, two.committedPages], [0, 1])
      yield* writer.commit(one)
      yield* writer.commit(two)
      const [person] = yield* runs.streams([runId])
      assert.deepInclude(person, {
        entity: "Person",
        pages: 3,
        read: 4,
        inserted: 4,
        updated: 0,
        unchanged: 0
      })
      assert.isNull(yield* writer.prepare([]))
    }).pipe(Effect.provide(layer))
  )
})
