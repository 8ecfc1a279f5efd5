import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HeldDeletionStore } from "../../src/stores/HeldDeletionStore.ts"
import { connect, trigger } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

/** Has audits of a church find these people missing, of a whole listing or of a part, and tells how it all stands then. */
const setting = Effect.gen(function* () {
  const store = yield* HeldDeletionStore
  const { adapter, connectionId, orgId } = yield* connect("grace")
  const { runId } = yield* trigger({ adapter, connectionId, orgId })
  const hold = (count: number, whole = true) =>
    store.hold({
      orgId,
      connectionId,
      adapter,
      entity: "Person",
      runId,
      missing: Array.from({ length: count }, (_, index) => ({ externalId: String(index + 1), parent: null })),
      living: 1000,
      whole
    })
  const newestFirst = Effect.map(store.list(orgId), (all) =>
    all.map(({ missing, status }) => `${missing.length} ${status}`)
  )
  const decide = (status: "approved" | "rejected") =>
    Effect.flatMap(store.list(orgId), ([newest]) =>
      Effect.as(store.decide(newest?.heldDeletionId ?? "", status, null), newest?.heldDeletionId ?? "")
    )
  return { store, hold, newestFirst, decide }
})

describe("HeldDeletionStore", () => {
  it.scoped(
    "holds what a whole listing misses in place of what was held, and what a part misses beside nothing",
    () =>
      Effect.gen(function* () {
        const { hold, newestFirst } = yield* setting
        assert.isTrue(yield* hold(30, false))
        assert.isTrue(yield* hold(500))
        assert.isFalse(yield* hold(26, false))
        assert.deepStrictEqual(yield* newestFirst, ["500 held", "30 superseded"])
      }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped(
    "asks again for what was approved and could not all be carried out, whatever was rejected before",
    () =>
      Effect.gen(function* () {
        const { decide, hold, newestFirst, store } = yield* setting
        yield* hold(60)
        yield* decide("rejected")
        assert.isFalse(yield* hold(40), "a rejection stands")
        yield* hold(61)
        const approved = yield* decide("approved")
        yield* store.settle(approved, "superseded")
        assert.isTrue(yield* hold(40))
        assert.deepStrictEqual(yield* newestFirst, ["40 held", "61 superseded", "60 superseded"])
        yield* store.settle(yield* decide("approved"), "applied")
        assert.isFalse(yield* hold(40), "what was applied is not asked for again")
      }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
