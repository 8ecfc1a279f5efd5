import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { RunStore } from "../../src/stores/RunStore.ts"
import { StreamStore } from "../../src/stores/StreamStore.ts"
import { connect, trigger } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"
import { peoplePlan } from "../support/Streams.ts"

const planned = [
  { entity: "Person", wave: 0, carrier: null, plan: peoplePlan },
  { entity: "Email", wave: 0, carrier: "Person", plan: null }
]

const found = (runId: string) =>
  Effect.flatMap(RunStore, (runs) => Effect.map(runs.find(runId), Option.getOrThrow))

const dueRuns = (limit: number) =>
  Effect.flatMap(RunStore, (runs) => Effect.map(runs.due(limit), (due) => due.map(({ runId }) => runId)))

/** Live runs of one organisation, one an adapter, since it may have one of each only; made one after the other. */
const queue = (orgId: string, count: number) =>
  Effect.forEach(Array.from({ length: count }), (_, index) =>
    Effect.flatMap(connect(orgId, `adapter-${index}`), (connection) =>
      Effect.map(trigger(connection), ({ runId }) => runId)
    )
  )

describe("RunStore", () => {
  it.scoped("joins every duplicate trigger to the one run that is alive", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      const answers = yield* Effect.all(
        Array.from({ length: 20 }, () => trigger(connection)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(answers.filter(({ joined }) => !joined).length, 1)
      assert.strictEqual(new Set(answers.map(({ runId }) => runId)).size, 1)
      const runs = yield* RunStore
      assert.strictEqual((yield* runs.list("grace", 100, null)).length, 1)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("joins a running run, but neither another organisation's nor another adapter's", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const connection = yield* connect("grace")
      const { runId } = yield* trigger(connection)
      yield* runs.begin(runId, planned, "full")
      assert.deepStrictEqual(yield* trigger(connection), { runId, joined: true })
      assert.isFalse((yield* trigger(yield* connect("hope"))).joined)
      assert.isFalse((yield* trigger(yield* connect("grace", "ccb"))).joined)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("tells how long ago everything was last read to its end, by whichever node's clock", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const sql = yield* SqlClient.SqlClient
      const connection = yield* connect("grace")
      const ageOfFull = Effect.fnUntraced(function* (status: "succeeded" | "failed", startedAgo: string) {
        const { runId } = yield* trigger(connection)
        yield* runs.begin(runId, planned, "full")
        yield* sql`update sync.runs set started_at = now() - ${startedAgo}::interval where run_id = ${runId}`
        yield* runs.finish(runId, status, null)
        return (yield* runs.toPlan(runId)).secondsSinceFull
      })
      assert.isNull(yield* ageOfFull("failed", "1 hour"))
      assert.closeTo((yield* ageOfFull("succeeded", "3 hours")) ?? 0, 3 * 3600, 60)
      assert.closeTo((yield* ageOfFull("succeeded", "2 hours")) ?? 0, 2 * 3600, 60)
      assert.closeTo((yield* ageOfFull("failed", "1 minute")) ?? 0, 2 * 3600, 60)
      const elsewhere = yield* trigger(yield* connect("grace", "ccb"))
      assert.isNull((yield* runs.toPlan(elsewhere.runId)).secondsSinceFull)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("really runs again after a run has ended, however it ended", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const connection = yield* connect("grace")
      const ids = new Set<string>()
      for (const status of ["succeeded", "partial", "failed", "cancelled"] as const) {
        const { joined, runId } = yield* trigger(connection)
        assert.isFalse(joined)
        ids.add(runId)
        yield* runs.begin(runId, planned, "full")
        yield* runs.finish(runId, status, status === "failed" ? "Person: no answer" : null)
        assert.deepInclude(yield* found(runId), {
          status,
          error: status === "failed" ? "Person: no answer" : null
        })
      }
      assert.strictEqual(ids.size, 4)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("remembers the first outcome of a run", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const { runId } = yield* trigger(yield* connect("grace"))
      yield* runs.finish(runId, "succeeded", null)
      const { finishedAt } = yield* found(runId)
      yield* runs.finish(runId, "failed", "too late")
      assert.deepInclude(yield* found(runId), { status: "succeeded", error: null, finishedAt })
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("begins a run once: a second plan changes nothing", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const streams = yield* StreamStore
      const { runId } = yield* trigger(yield* connect("grace"))
      yield* runs.begin(runId, planned, "full")
      const before = yield* found(runId)
      assert.strictEqual(before.status, "running")
      yield* streams.open(runId, "Person", "node")
      const rows = yield* runs.streams([runId])
      yield* runs.begin(
        runId,
        [{ ...planned[0], entity: "Person", wave: 7, carrier: null, plan: { ...peoplePlan, pageSize: 5 } }],
        "full"
      )
      assert.deepStrictEqual(yield* found(runId), before)
      assert.deepStrictEqual(yield* runs.streams([runId]), rows)
      assert.deepStrictEqual(
        rows.map(({ carrier, entity, status }) => ({ carrier, entity, status })),
        [
          { carrier: null, entity: "Person", status: "running" },
          { carrier: "Person", entity: "Email", status: "running" }
        ]
      )
      yield* runs.finish(runId, "succeeded", null)
      yield* runs.begin(runId, planned, "full")
      assert.strictEqual((yield* found(runId)).status, "succeeded")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("takes turns between organisations, oldest first, up to the bound", () =>
    Effect.gen(function* () {
      const [g1, g2, g3] = yield* queue("grace", 3)
      const [h1, h2] = yield* queue("hope", 2)
      const [m1] = yield* queue("mercy", 1)
      assert.deepStrictEqual(yield* dueRuns(4), [g1, h1, m1, g2])
      assert.deepStrictEqual(yield* dueRuns(100), [g1, h1, m1, g2, h2, g3])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("counts an organisation's running run as its turn, and never lets go of a running one", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const [g1 = "", g2 = "", g3 = ""] = yield* queue("grace", 3)
      const [h1 = ""] = yield* queue("hope", 1)
      yield* runs.begin(g1, planned, "full")
      assert.deepStrictEqual(yield* dueRuns(2), [g1, h1])
      yield* runs.begin(g2, planned, "full")
      yield* runs.begin(g3, planned, "full")
      // more are running than may be started: all of them go on, none is added
      assert.deepStrictEqual(yield* dueRuns(2), [g1, g2, g3])
      yield* runs.finish(g1, "succeeded", null)
      yield* runs.finish(g2, "succeeded", null)
      assert.deepStrictEqual(yield* dueRuns(2), [g3, h1])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("cancels a queued run at once", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const connection = yield* connect("grace")
      const { runId } = yield* trigger(connection)
      yield* runs.requestCancel(runId)
      const run = yield* found(runId)
      assert.deepInclude(run, { status: "cancelled", cancelRequested: true })
      assert.isNotNull(run.finishedAt)
      assert.deepStrictEqual(yield* dueRuns(10), [])
      yield* runs.begin(runId, planned, "full")
      assert.deepStrictEqual(yield* found(runId), run)
      assert.isFalse((yield* trigger(connection)).joined)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("asks a running run to stop and leaves its end to its workers", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const streams = yield* StreamStore
      const { runId } = yield* trigger(yield* connect("grace"))
      yield* runs.begin(runId, planned, "full")
      yield* runs.requestCancel(runId)
      assert.deepInclude(yield* found(runId), { status: "running", cancelRequested: true, finishedAt: null })
      assert.isTrue((yield* streams.open(runId, "Person", "node")).cancelRequested)
      yield* runs.finish(runId, "cancelled", null)
      const ended = yield* found(runId)
      yield* runs.requestCancel(runId)
      assert.deepStrictEqual(yield* found(runId), ended)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("lists runs newest first, each once, also where many began in one moment", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const sql = yield* SqlClient.SqlClient
      const connection = yield* connect("grace")
      yield* trigger(yield* connect("hope"))
      const all: Array<string> = []
      for (let index = 0; index < 9; index++) {
        const { runId } = yield* trigger(connection)
        yield* runs.finish(runId, "succeeded", null)
        all.push(runId)
      }
      // three moments of three runs each, a microsecond apart
      yield* Effect.forEach(
        all,
        (runId, index) =>
          sql`update sync.runs set created_at = timestamptz '2026-03-08 01:59:59.999998-06' +
          make_interval(secs => ${Math.floor(index / 3) / 1_000_000}) where run_id = ${runId}`
      )
      const whole = yield* runs.list("grace", 100, null)
      assert.sameMembers(
        whole.map(({ runId }) => runId),
        all
      )
      assert.deepStrictEqual(
        whole
          .slice(0, 3)
          .map(({ runId }) => runId)
          .sort(),
        all.slice(6).sort()
      )
      for (const size of [1, 2, 4]) {
        const walked: Array<string> = []
        let last: (typeof whole)[number] | undefined
        do {
          const page = yield* runs.list(
            "grace",
            size,
            last === undefined ? null : { createdAt: last.position, runId: last.runId }
          )
          walked.push(...page.map(({ runId }) => runId))
          last = page.at(-1)
        } while (last !== undefined)
        assert.deepStrictEqual(
          walked,
          whole.map(({ runId }) => runId)
        )
      }
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
