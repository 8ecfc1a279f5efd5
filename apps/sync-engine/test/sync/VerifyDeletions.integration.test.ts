import { SqlClient } from "@effect/sql"
import {
  BadRequest,
  Endpoint,
  type FetchedRecord,
  Forbidden,
  NotFound,
  Unauthorized,
  UpstreamUnavailable
} from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { AdapterRegistry } from "../../src/adapters/AdapterRegistry.ts"
import type { Upstream, UpstreamError } from "../../src/connection/Upstream.ts"
import { sourceAccount } from "../../src/sync/SourceAccount.ts"
import { verifyDeletions } from "../../src/sync/VerifyDeletions.ts"
import { writeRecords } from "../../src/sync/WriteRecords.ts"
import { Campus } from "../support/Campus.ts"
import { connect } from "../support/Connections.ts"
import { double } from "../support/Double.ts"
import { fakeAdapter } from "../support/FakeAdapter.ts"
import { page, record } from "../support/Pages.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const docs = "https://example.org/docs/campus"
const endpoints = {
  getCampus: Endpoint.get({ entity: Campus, path: "/campuses/:id", docs }),
  listCampuses: Endpoint.list({ entity: Campus, path: "/campuses", pageSize: 100, docs })
}
const layer = Layer.provideMerge(
  Layer.succeed(AdapterRegistry, {
    get: () => Effect.succeed({ ...fakeAdapter, manifest: { entities: { Campus }, endpoints } })
  }),
  layerStoresOfOwn
)

const campus = (id: string): FetchedRecord => record("Campus", id, { name: `Campus ${id}` })

/** An account with these campuses, at a source that answers like this when it is asked for one. */
const setting = Effect.fnUntraced(function* (
  ids: ReadonlyArray<string>,
  answer: (id: string) => Effect.Effect<FetchedRecord, UpstreamError>
) {
  const account = yield* sourceAccount((yield* connect("grace")).connectionId)
  yield* writeRecords(account, ids.map(campus), { askedAt: Date.now(), runId: null })
  const upstream = double<Upstream>({
    fetch: ({ params }) =>
      Effect.map(answer(params["id"] ?? ""), (found) => ({
        page: page([found]),
        askedAt: Date.now(),
        tookMillis: 1,
        requests: 1
      }))
  })
  const missing = ids.map((externalId) => ({ externalId, parent: null }))
  return verifyDeletions({ upstream, account, runId: null }, { entity: "Campus", missing })
})

const living = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(
    sql<{ externalId: string }>`
      select external_id from canonical.campuses where deleted_at is null order by external_id`,
    (rows) => rows.map(({ externalId }) => externalId)
  )
)

describe("verifyDeletions", () => {
  it.scopedLive.each([
    new Forbidden({ detail: "not this one" }),
    new BadRequest({ status: 422, detail: "odd" }),
    new UpstreamUnavailable({ status: 500, reason: "status" })
  ])("goes on behind a record that the source will not tell of: $_tag", (error) =>
    Effect.gen(function* () {
      const verify = yield* setting(["1", "2", "3"], (id) => {
        if (id === "1") return Effect.fail(error)
        return id === "2" ? new NotFound({ path: "/campuses/2" }) : Effect.succeed(campus(id))
      })
      assert.strictEqual(yield* verify, 1)
      assert.deepStrictEqual(yield* living, ["1", "3"])
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("ends where nothing can be asked with the account", () =>
    Effect.gen(function* () {
      const verify = yield* setting(["1"], () => new Unauthorized({ detail: "Access denied." }))
      assert.strictEqual((yield* Effect.flip(verify))._tag, "Unauthorized")
      assert.deepStrictEqual(yield* living, ["1"])
    }).pipe(Effect.provide(layer))
  )
})
