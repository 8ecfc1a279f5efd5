import { SqlClient } from "@effect/sql"
import { Forbidden, type WebhookDelivery } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import type { Upstream } from "../../src/connection/Upstream.ts"
import { InboxStore } from "../../src/stores/InboxStore.ts"
import { readAndWrite } from "../../src/sync/ReadAndWrite.ts"
import { sourceAccount } from "../../src/sync/SourceAccount.ts"
import { layerCampusSource } from "../support/CampusSource.ts"
import { connect } from "../support/Connections.ts"
import { delivery } from "../support/Deliveries.ts"
import { double } from "../support/Double.ts"
import { record } from "../support/Pages.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const layer = Layer.provideMerge(layerCampusSource(), layerStoresOfOwn)

/** What an event tells of a campus that may not be read, and at which second it happened. */
const told = (action: WebhookDelivery["action"], second: number, name = ""): WebhookDelivery =>
  delivery("1", {
    entity: "Campus",
    action,
    payload: JSON.stringify({ data: record("Campus", "1", { name }).raw }),
    eventTime: DateTime.unsafeMake(Date.UTC(2026, 2, 1, 8, 0, second))
  })

/** The names of living campuses after these events were worked off together. */
const after = Effect.fnUntraced(function* (...deliveries: ReadonlyArray<WebhookDelivery>) {
  const sql = yield* SqlClient.SqlClient
  const inbox = yield* InboxStore
  const { connectionId } = yield* connect("grace")
  const upstream = double<Upstream>({ fetch: () => new Forbidden({ detail: "may not be read" }) })
  yield* inbox.accept([{ connectionId, deliveries }])
  yield* readAndWrite(upstream, yield* sourceAccount(connectionId), { entity: "Campus", externalId: "1" })
  const rows = yield* sql<{ name: string }>`select name from canonical.campuses where deleted_at is null`
  return rows.map(({ name }) => name)
})

describe("readAndWrite, of a record that may not be read", () => {
  it.scopedLive("believes the event that happened last, in whatever order they came", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* after(told("updated", 2, "new"), told("updated", 1, "old")), ["new"])
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("believes the source, and not that somebody asked for the record meanwhile", () =>
    Effect.gen(function* () {
      const inbox = yield* InboxStore
      assert.deepStrictEqual(yield* after(told("created", 0, "first")), ["first"])
      yield* inbox.request((yield* connect("grace")).connectionId, "Campus", "1")
      assert.deepStrictEqual(yield* after(told("destroyed", 3)), [])
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("lets no event of before, nor of the same second, bring a deleted record back", () =>
    Effect.gen(function* () {
      const late = [told("updated", 1, "old"), told("updated", 3, "same second")]
      assert.deepStrictEqual(yield* after(told("created", 0, "first")), ["first"])
      assert.deepStrictEqual(yield* after(told("destroyed", 3), ...late), [])
    }).pipe(Effect.provide(layer))
  )
})
