import { SqlClient } from "@effect/sql"
import { Forbidden, type FetchedRecord, NotFound, UpstreamUnavailable } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { RecoveryConfig } from "../../src/config/RecoveryConfig.ts"
import { ConnectionParked } from "../../src/connection/Connection.ts"
import type { Upstream, UpstreamError } from "../../src/connection/Upstream.ts"
import { Upstreams } from "../../src/connection/Upstreams.ts"
import { recoverConnection } from "../../src/recovery/RecoverConnection.ts"
import { DeadLetterQueue } from "../../src/stores/DeadLetterQueue.ts"
import { badRecord } from "../../src/sync/PreparePages.ts"
import { getCampus, layerCampusSource, listCampuses } from "../support/CampusSource.ts"
import { double } from "../support/Double.ts"
import { fail, letterBox } from "../support/Letters.ts"
import { page, record } from "../support/Pages.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const mergers = { endpoint: "listCampuses", removed: "removed", kept: "kept" }

const campus = (id: string | null, name: unknown) => record("Campus", id, { name })

type Answer = (id: string) => Effect.Effect<FetchedRecord, UpstreamError>

/**
 * A source that answers like this, and a note of the ids it was asked for; without an answer it cannot be asked. It tells of
 * one merger, if of any.
 */
const source = (answer: Answer | null, merger: FetchedRecord | null = null) => {
  const asked: Array<string> = []
  const upstream = double<Upstream>({
    fetch: ({ endpoint, params }) =>
      Effect.gen(function* () {
        const id = params["id"] ?? ""
        const isOfMergers = merger !== null && endpoint === "listCampuses"
        if (!isOfMergers) asked.push(id)
        const found = yield* answer === null
          ? Effect.dieMessage("cannot be asked")
          : isOfMergers
            ? Effect.succeed(merger)
            : answer(id)
        return { page: page([found]), askedAt: Date.now(), tookMillis: 1, requests: 1 }
      })
  })
  const getOne = merger === null ? getCampus : { ...getCampus, mergers }
  const endpoints = answer === null ? { listCampuses } : { getCampus: getOne, listCampuses }
  const layer = Layer.mergeAll(
    Layer.succeed(Upstreams, { get: () => Effect.succeed(upstream) }),
    layerCampusSource(endpoints),
    RecoveryConfig.layerConfig.pipe(
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["DEAD_LETTER_BATCH", "3"]]))))
    )
  )
  return { asked, layer }
}

const missing: Answer = () => new NotFound({ path: "/campuses" })

/** Letters of these records, whose time has come. */
const due = Effect.fnUntraced(function* (...records: ReadonlyArray<FetchedRecord>) {
  const sql = yield* SqlClient.SqlClient
  const box = yield* letterBox("grace")
  const fault = { reason: "Undecodable", path: "attributes.name", message: "Expected a name" } as const
  yield* fail(box, ...records.map((one) => badRecord(one, fault)))
  yield* sql`update sync.dead_letters set next_attempt_at = now(), last_seen_at = now() - interval '1 hour'`
  return box.connectionId
})

const campuses = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(
    sql<{ name: string }>`select name from canonical.campuses where deleted_at is null order by name`,
    (rows) => rows.map(({ name }) => name)
  )
)

const letters = Effect.flatMap(DeadLetterQueue, (queue) =>
  Effect.map(queue.list("grace", {}, 100, null), (rows) =>
    rows.map(({ attempts, recordKey }) => `${recordKey} failed ${attempts}`).toReversed()
  )
)

const none = { written: 0, gone: 0, failed: 0, postponed: 0 }

/** Of two letters the first fails again, and the second is written all the same. */
const goesOnBehindTheFirst = (layer: ReturnType<typeof source>["layer"]) =>
  Effect.gen(function* () {
    const connectionId = yield* due(campus("1", 7), campus("2", 7))
    assert.deepStrictEqual(yield* Effect.provide(recoverConnection(connectionId), layer), {
      ...none,
      written: 1,
      failed: 1
    })
    assert.deepStrictEqual(yield* letters, ["1 failed 2"])
  }).pipe(Effect.provide(layerStoresOfOwn))

describe("recoverConnection", () => {
  it.scoped("writes a record as it is at its source now, and lets its letter go", () => {
    const { asked, layer } = source((id) => Effect.succeed(campus(id, `Campus ${id}`)))
    return Effect.gen(function* () {
      const connectionId = yield* due(campus("1", 7), campus("2", 7))
      assert.deepStrictEqual(yield* Effect.provide(recoverConnection(connectionId), layer), {
        ...none,
        written: 2
      })
      assert.deepStrictEqual(asked, ["1", "2"])
      assert.deepStrictEqual(yield* campuses, ["Campus 1", "Campus 2"])
      assert.deepStrictEqual(yield* letters, [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  })

  it.scoped("takes the oldest first, so many a pass, and only what is due", () => {
    const { asked, layer } = source((id) => Effect.succeed(campus(id, id)))
    return Effect.gen(function* () {
      const connectionId = yield* due(...["1", "2", "3", "4"].map((id) => campus(id, 7)))
      yield* Effect.provide(recoverConnection(connectionId), layer)
      assert.deepStrictEqual(asked, ["1", "2", "3"])
      yield* Effect.provide(recoverConnection(connectionId), layer)
      assert.deepStrictEqual(asked, ["1", "2", "3", "4"])
      assert.deepStrictEqual(yield* Effect.provide(recoverConnection(connectionId), layer), none)
    }).pipe(Effect.provide(layerStoresOfOwn))
  })

  it.scoped("takes orphans last, as what they wait for may be among the others", () => {
    const { asked, layer } = source((id) => Effect.succeed(campus(id, id)))
    return Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const connectionId = yield* due(campus("1", 7), campus("2", 7), campus("3", 7))
      yield* sql`update sync.dead_letters set reason = 'MissingParent' where external_id = '1'`
      yield* Effect.provide(recoverConnection(connectionId), layer)
      assert.deepStrictEqual(asked, ["2", "3", "1"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  })

  it.scoped(
    "counts a failure more when the record is still bad, and does not try it again before its time",
    () => {
      const { asked, layer } = source((id) => Effect.succeed(campus(id, id === "2" ? "Whole" : 7)))
      return Effect.gen(function* () {
        const connectionId = yield* due(campus("1", 7), campus("2", 7))
        assert.deepStrictEqual(yield* Effect.provide(recoverConnection(connectionId), layer), {
          ...none,
          written: 1,
          failed: 1
        })
        assert.deepStrictEqual(yield* letters, ["1 failed 2"])
        yield* Effect.provide(recoverConnection(connectionId), layer)
        assert.deepStrictEqual(asked, ["1", "2"])
      }).pipe(Effect.provide(layerStoresOfOwn))
    }
  )

  it.scoped("lets the letter of a record go that is gone, and buries the row it may have", () => {
    const { layer } = source(missing)
    const whole = source((id) => Effect.succeed(campus(id, "Whole")))
    return Effect.gen(function* () {
      const connectionId = yield* due(campus("1", 7))
      yield* Effect.provide(recoverConnection(connectionId), whole.layer)
      assert.deepStrictEqual(yield* campuses, ["Whole"])
      yield* due(campus("1", 7), campus("2", 7))
      const sql = yield* SqlClient.SqlClient
      yield* sql`update canonical.campuses set synced_at = to_timestamp(0)`
      assert.deepStrictEqual(yield* Effect.provide(recoverConnection(connectionId), layer), {
        ...none,
        gone: 2
      })
      assert.deepStrictEqual([yield* letters, yield* campuses], [[], []])
    }).pipe(Effect.provide(layerStoresOfOwn))
  })

  const silent: ReadonlyArray<readonly [string, Answer | null]> = [
    ["has no way to be asked for it", null],
    ["does not let us ask for it", () => new Forbidden({ detail: "not for you" })]
  ]
  it.scoped.each(silent)("reads the copy it has by the schema of today where the source %s", ([, answer]) => {
    const { layer } = source(answer)
    return Effect.gen(function* () {
      const connectionId = yield* due(campus("1", "Readable now"), campus("2", 7), campus(null, "Nameless"))
      assert.deepStrictEqual(yield* Effect.provide(recoverConnection(connectionId), layer), {
        ...none,
        written: 1,
        failed: 2
      })
      assert.deepStrictEqual(yield* campuses, ["Readable now"])
      const queue = yield* DeadLetterQueue
      const quarantined = yield* queue.list("grace", { quarantined: true }, 10, null)
      assert.deepStrictEqual(
        quarantined.map(({ reason }) => reason),
        ["MissingId"]
      )
    }).pipe(Effect.provide(layerStoresOfOwn))
  })

  it.scoped("does not bring back by an old copy what was deleted since", () => {
    const { layer } = source(null)
    const whole = source((id) => Effect.succeed(campus(id, "Whole")))
    return Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const connectionId = yield* due(campus("1", 7))
      yield* Effect.provide(recoverConnection(connectionId), whole.layer)
      yield* due(campus("1", "Old copy"))
      yield* sql`update canonical.campuses set deleted_at = now(), synced_at = now()`
      yield* Effect.provide(recoverConnection(connectionId), layer)
      assert.deepStrictEqual([yield* letters, yield* campuses], [[], []])
    }).pipe(Effect.provide(layerStoresOfOwn))
  })

  it.scoped("keeps the letter of a kind of record that is not known any more", () => {
    const { layer } = source(null)
    return Effect.gen(function* () {
      const connectionId = yield* due(record("Tea", "1", { name: "Assam" }))
      assert.deepStrictEqual(yield* Effect.provide(recoverConnection(connectionId), layer), {
        ...none,
        failed: 1
      })
      assert.deepStrictEqual(yield* letters, ["1 failed 2"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  })

  const away: ReadonlyArray<UpstreamError> = [
    new UpstreamUnavailable({ status: 503, reason: "status" }),
    new ConnectionParked({ connectionId: "1", reason: "refused" })
  ]
  it.scoped.each(away)("counts nothing against a record whose source is away: $_tag", (error) => {
    const { asked, layer } = source(() => Effect.fail(error))
    return Effect.gen(function* () {
      const connectionId = yield* due(campus("1", 7), campus("2", 7))
      const recovered = yield* Effect.provide(recoverConnection(connectionId), layer)
      assert.deepStrictEqual([recovered, asked], [{ ...none, postponed: 1 }, ["1"]])
      assert.deepStrictEqual(yield* letters, ["1 failed 1", "2 failed 1"])
      yield* Effect.provide(recoverConnection(connectionId), layer)
      assert.deepStrictEqual(asked, ["1", "2"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  })

  it.scoped("goes on behind a record that was merged into one that may not be read", () => {
    const { layer } = source(
      (id) =>
        id === "kept"
          ? new Forbidden({ detail: "not this one" })
          : id === "1"
            ? missing(id)
            : Effect.succeed(campus(id, "Whole")),
      record("Campus", "merger", { name: "Merger", removed: "1", kept: "kept" })
    )
    return goesOnBehindTheFirst(layer)
  })

  it.scoped("goes on behind a record that makes the program stumble", () => {
    const { layer } = source((id) =>
      id === "1" ? Effect.dieMessage("stumbled") : Effect.succeed(campus(id, "Whole"))
    )
    return goesOnBehindTheFirst(layer)
  })
})
