import { SqlClient } from "@effect/sql"
import {
  BadRequest,
  type FetchedRecord,
  Forbidden,
  NotFound,
  Unauthorized,
  UpstreamUnavailable
} from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { Upstream, UpstreamError } from "../../src/connection/Upstream.ts"
import { sourceAccount } from "../../src/sync/SourceAccount.ts"
import { sweepDeletions, verifyDeletions } from "../../src/sync/VerifyDeletions.ts"
import { writeRecords } from "../../src/sync/WriteRecords.ts"
import { layerCampusSource } from "../support/CampusSource.ts"
import { upstreamOf } from "../support/FakeUpstream.ts"
import { connect } from "../support/Connections.ts"
import { double } from "../support/Double.ts"
import { layerFakeAdapter } from "../support/FakeAdapter.ts"
import { page, record } from "../support/Pages.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const layer = Layer.provideMerge(layerCampusSource(), layerStoresOfOwn)

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
  const inquiry = { upstream, account, runId: null }
  return {
    sweep: sweepDeletions(inquiry, { entity: "Campus", missing }),
    verify: verifyDeletions(inquiry, { entity: "Campus", missing })
  }
})

const living = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(
    sql<{ externalId: string }>`
      select external_id from canonical.campuses where deleted_at is null order by external_id`,
    (rows) => rows.map(({ externalId }) => externalId)
  )
)

describe("sweepDeletions", () => {
  it.scopedLive.each([
    new Forbidden({ detail: "not this one" }),
    new BadRequest({ status: 422, detail: "odd" }),
    new UpstreamUnavailable({ status: 500, reason: "status" })
  ])("goes on behind a record that the source will not tell of: $_tag", (error) =>
    Effect.gen(function* () {
      const { sweep } = yield* setting(["1", "2", "3"], (id) => {
        if (id === "1") return Effect.fail(error)
        return id === "2" ? new NotFound({ path: "/campuses/2" }) : Effect.succeed(campus(id))
      })
      assert.strictEqual(yield* sweep, 1)
      assert.deepStrictEqual(yield* living, ["1", "3"])
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("ends where nothing can be asked with the account", () =>
    Effect.gen(function* () {
      const { sweep } = yield* setting(["1"], () => new Unauthorized({ detail: "Access denied." }))
      assert.strictEqual((yield* Effect.flip(sweep))._tag, "Unauthorized")
      assert.deepStrictEqual(yield* living, ["1"])
    }).pipe(Effect.provide(layer))
  )
})

describe("verifyDeletions", () => {
  it.scopedLive("ends at the first record of which the source will not tell", () =>
    Effect.gen(function* () {
      const { verify } = yield* setting(["1"], () => new Forbidden({ detail: "not this one" }))
      assert.strictEqual((yield* Effect.flip(verify))._tag, "Forbidden")
      assert.deepStrictEqual(yield* living, ["1"])
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive(
    "buries nobody who was merged as long as it is not known of all their records where they went",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const account = yield* sourceAccount((yield* connect("grace")).connectionId)
        const person = (id: string) => record("Person", id, { first_name: "Ada", status: "active" })
        const email: FetchedRecord = {
          entity: "Email",
          externalId: "9",
          raw: { id: "9", attributes: {}, relationships: { person: { data: { type: "Person", id: "1" } } } }
        }
        yield* writeRecords(account, [person("1"), email], { askedAt: Date.now(), runId: null })
        const merger = record("PersonMerger", "5", { person_to_remove_id: 1, person_to_keep_id: 2 })
        const { upstream } = upstreamOf(({ endpoint, params }) => {
          if (endpoint === "listPersonMergers") return Effect.succeed(page([merger]))
          if (endpoint === "getEmail") return new UpstreamUnavailable({ status: 503, reason: "status" })
          return params["id"] === "1"
            ? new NotFound({ path: "/people/1" })
            : Effect.succeed(page([person("2")]))
        })
        const missing = [{ externalId: "1", parent: null }]
        const inquiry = { upstream, account, runId: null }
        assert.strictEqual(yield* sweepDeletions(inquiry, { entity: "Person", missing }), 1)
        const [alive] = yield* sql<{ emails: number; people: number }>`
        select (select count(*)::int from canonical.emails where deleted_at is null) as emails,
          (select count(*)::int from canonical.people where deleted_at is null) as people`
        assert.deepStrictEqual(alive, { emails: 1, people: 2 })
      }).pipe(Effect.provide(Layer.provideMerge(layerFakeAdapter, layerStoresOfOwn)))
  )
})
