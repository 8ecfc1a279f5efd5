import { SqlClient } from "@effect/sql"
import { BadRequest, type FetchedRecord, Forbidden, type PageRequest } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option } from "effect"
import { SyncConfig } from "../../src/config/SyncConfig.ts"
import type { UpstreamError } from "../../src/connection/Upstream.ts"
import { Upstreams } from "../../src/connection/Upstreams.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { adoptOrphans } from "../../src/sync/MissingParents.ts"
import { sourceAccount } from "../../src/sync/SourceAccount.ts"
import { writeRecords } from "../../src/sync/WriteRecords.ts"
import { connect, trigger } from "../support/Connections.ts"
import { layerFakeAdapter } from "../support/FakeAdapter.ts"
import { upstreamOf } from "../support/FakeUpstream.ts"
import { page, record } from "../support/Pages.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const person = (id: string): FetchedRecord => record("Person", id, { first_name: "Ada", status: "active" })

const emailOf = (personId: string, id: string): FetchedRecord => ({
  entity: "Email",
  externalId: id,
  raw: {
    id,
    attributes: { address: `a${id}@example.org` },
    relationships: { person: { data: { type: "Person", id: personId } } }
  }
})

type Answer = (request: PageRequest) => Effect.Effect<ReadonlyArray<FetchedRecord>, UpstreamError>

/** Has these records come without their parents, then those, and adopts what can be; answers what was asked for meanwhile. */
const adopted = Effect.fnUntraced(function* (
  orphans: ReadonlyArray<FetchedRecord>,
  later: ReadonlyArray<FetchedRecord>,
  answer: Answer
) {
  const runs = yield* RunStore
  const connection = yield* connect("grace")
  const { runId } = yield* trigger(connection)
  const account = yield* sourceAccount(connection.connectionId)
  for (const records of [orphans, later])
    yield* writeRecords(account, records, { askedAt: Date.now(), runId: null })
  const run = Option.getOrThrow(yield* runs.find(runId))
  const { requests, upstream } = upstreamOf((request) =>
    Effect.map(answer(request), (records) => page(records))
  )
  yield* adoptOrphans(run).pipe(
    Effect.provide([
      Layer.succeed(Upstreams, { get: () => Effect.succeed(upstream) }),
      SyncConfig.layerConfig
    ]),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map()))
  )
  return requests
})

const emails = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(
    sql<{ externalId: string }>`select external_id from canonical.emails order by external_id`,
    (rows) => rows.map(({ externalId }) => externalId)
  )
)

const layer = Layer.provideMerge(layerFakeAdapter, layerStoresOfOwn)

describe("adoptOrphans", () => {
  it.scoped("writes all whose parent has come, however many", () =>
    Effect.gen(function* () {
      const orphans = Array.from({ length: 600 }, (_, index) => emailOf("1", String(index + 1)))
      const requests = yield* adopted(orphans, [person("1")], () => Effect.die("nothing has to be asked for"))
      assert.isEmpty(requests)
      assert.lengthOf(yield* emails, 600)
    }).pipe(Effect.provide(layer))
  )

  it.scoped("looks behind one that goes on waiting", () =>
    Effect.gen(function* () {
      const orphans = Array.from({ length: 600 }, (_, index) => emailOf("1", String(index + 1)))
      yield* adopted([emailOf("2", "waits"), ...orphans], [person("1")], () => Effect.succeed([]))
      assert.lengthOf(yield* emails, 600)
    }).pipe(Effect.provide(layer))
  )

  it.scoped("goes on behind a parent that may not be read, and without a filter by ids", () =>
    Effect.gen(function* () {
      const requests = yield* adopted(
        [emailOf("1", "11"), emailOf("2", "12")],
        [],
        ({ endpoint, params }) => {
          if (endpoint !== "getPerson") return new BadRequest({ status: 400, detail: "no such filter" })
          return params["id"] === "1"
            ? new Forbidden({ detail: "not this one" })
            : Effect.succeed([person("2")])
        }
      )
      assert.deepStrictEqual(
        requests.map(({ endpoint, params }) => [endpoint, params["id"]]),
        [
          ["listPeople", undefined],
          ["getPerson", "1"],
          ["getPerson", "2"]
        ]
      )
      assert.deepStrictEqual(yield* emails, ["12"])
    }).pipe(Effect.provide(layer))
  )
})
