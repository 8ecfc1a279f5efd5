import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { spacing } from "../../src/scheduling/ScheduleTiming.ts"
import { startDueRuns } from "../../src/scheduling/StartDueRuns.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { ScheduleStore } from "../../src/stores/ScheduleStore.ts"
import { connect } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

type Mode = "full" | "delta" | "reconciliation"

/** A run that was asked for and ended so many seconds ago. */
const ended = Effect.fnUntraced(function* (
  connection: { readonly orgId: string; readonly connectionId: string; readonly adapter: string },
  mode: Mode,
  secondsAgo: number,
  status: "succeeded" | "partial" | "failed" | "cancelled" = "succeeded",
  entities: ReadonlyArray<string> | null = null
) {
  const runs = yield* RunStore
  const sql = yield* SqlClient.SqlClient
  const { runId } = yield* runs.trigger({
    runId: crypto.randomUUID(),
    orgId: connection.orgId,
    connectionId: connection.connectionId,
    adapter: connection.adapter,
    mode,
    entities,
    trigger: "api"
  })
  yield* runs.finish(runId, status, null)
  yield* sql`update sync.runs set finished_at = now() - make_interval(secs => ${secondsAgo}) where run_id = ${runId}`
  return runId
})

const startedModes = Effect.map(startDueRuns, (runs) => runs.map(({ mode }) => mode))

/** Schedules of this connection only, of which every other mode is paused. */
const only = Effect.fnUntraced(function* (connectionId: string, mode: Mode) {
  const schedules = yield* ScheduleStore
  yield* schedules.ensure
  for (const other of ["full", "delta", "reconciliation"] as const)
    yield* schedules.update({ connectionId, mode: other }, { paused: other !== mode })
})

/** Ends the runs that are queued, as their workflows would. */
const endAll = Effect.gen(function* () {
  const runs = yield* RunStore
  for (const { runId } of yield* runs.due(1000)) yield* runs.finish(runId, "succeeded", null)
})

describe("startDueRuns", () => {
  it.scoped("gives connections their schedules, and starts with a full run at once", () =>
    Effect.gen(function* () {
      yield* connect("grace")
      const schedules = yield* ScheduleStore
      const [run, ...others] = yield* startDueRuns
      assert.deepStrictEqual(others, [])
      assert(run !== undefined)
      assert.deepInclude(run, { orgId: "grace", mode: "full" })
      const runs = yield* RunStore
      const [row] = yield* runs.list("grace", 10, null)
      assert.deepInclude(row, {
        runId: run.runId,
        mode: "full",
        effectiveMode: "full",
        trigger: "schedule",
        status: "queued",
        entities: null
      })
      assert.deepStrictEqual(
        (yield* schedules.list("grace")).map(({ alive, begun, mode, timing }) => ({
          alive,
          begun,
          mode,
          timing
        })),
        [
          { alive: true, begun: false, mode: "full", timing: { kind: "every", seconds: 86_400 } },
          { alive: true, begun: false, mode: "delta", timing: { kind: "every", seconds: 900 } },
          {
            alive: true,
            begun: false,
            mode: "reconciliation",
            timing: { kind: "nightly", at: "02:00", timeZone: "America/Chicago" }
          }
        ]
      )
      assert.deepStrictEqual(yield* startedModes, [])
      yield* endAll
      assert.deepStrictEqual(yield* startedModes, [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("waits with deltas for the first full run that completes, and counts each full run as one", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      yield* only(connection.connectionId, "delta")
      assert.deepStrictEqual(yield* startedModes, [])
      yield* ended(connection, "full", 5000, "failed")
      yield* ended(connection, "full", 5000, "cancelled")
      assert.deepStrictEqual(yield* startedModes, [])
      yield* ended(connection, "full", 600, "partial")
      assert.deepStrictEqual(yield* startedModes, [])
      yield* ended(connection, "full", 1000, "succeeded")
      // the later one counts
      assert.deepStrictEqual(yield* startedModes, [])
      const sql = yield* SqlClient.SqlClient
      yield* sql`update sync.runs set finished_at = finished_at - interval '1 hour'`
      assert.deepStrictEqual(yield* startedModes, ["delta"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped.each(["succeeded", "partial", "failed", "cancelled"] as const)(
    "counts from the end of a run that %s, within the spread",
    (status) =>
      Effect.gen(function* () {
        const connection = yield* connect("grace")
        yield* only(connection.connectionId, "delta")
        yield* ended(connection, "full", 90_000)
        const seconds = spacing(900, connection.connectionId) / 1000
        const runId = yield* ended(connection, "delta", seconds - 5, status)
        assert.deepStrictEqual(yield* startedModes, [])
        const [schedule] = (yield* (yield* ScheduleStore).list("grace")).filter(
          ({ mode }) => mode === "delta"
        )
        assert.deepInclude(schedule, { lastRunId: runId, alive: false })
        const sql = yield* SqlClient.SqlClient
        yield* sql`update sync.runs set finished_at = finished_at - interval '6 seconds' where run_id = ${runId}`
        assert.deepStrictEqual(yield* startedModes, ["delta"])
      }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("does not take a run over some entities for a turn", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      yield* ended(connection, "full", 100, "succeeded", ["Person"])
      assert.deepStrictEqual(yield* startedModes, ["full"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("takes a delta that became a full run for both", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      const runId = yield* ended(connection, "delta", 100)
      const sql = yield* SqlClient.SqlClient
      yield* sql`update sync.runs set effective_mode = 'full' where run_id = ${runId}`
      assert.deepStrictEqual(yield* startedModes, [])
      const states = yield* (yield* ScheduleStore).list("grace")
      assert.deepStrictEqual(
        states.map(({ begun, lastRunId }) => ({ begun, lastRunId })),
        states.map(() => ({ begun: true, lastRunId: runId }))
      )
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("starts what is overdue at once, once, and leaves the other modes to the full run", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      const week = 7 * 86_400
      for (const mode of ["full", "delta", "reconciliation"] as const) yield* ended(connection, mode, week)
      assert.deepStrictEqual(yield* startedModes, ["full"])
      assert.deepStrictEqual(yield* startedModes, [])
      yield* endAll
      assert.deepStrictEqual(yield* startedModes, [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("starts each due run once, however many look at the same time", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const orgs = Array.from({ length: 5 }, (_, index) => `org-${index}`)
      for (const org of orgs) yield* connect(org)
      const tick = Effect.all(
        Array.from({ length: 6 }, () => startDueRuns),
        { concurrency: "unbounded" }
      )
      const started = (yield* tick).flat().map(({ orgId }) => orgId)
      assert.deepStrictEqual(started.sort(), orgs)
      for (const org of orgs) assert.strictEqual((yield* runs.list(org, 100, null)).length, 1)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("does not start again what ended between the look and the start", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      const schedules = yield* ScheduleStore
      yield* schedules.ensure
      const [seen] = yield* schedules.list("grace")
      assert(seen !== undefined)
      assert.isTrue(yield* schedules.fire(seen, crypto.randomUUID()))
      assert.isFalse(yield* schedules.fire(seen, crypto.randomUUID()))
      yield* endAll
      assert.isFalse(yield* schedules.fire(seen, crypto.randomUUID()))
      yield* schedules.update({ connectionId: connection.connectionId, mode: "full" }, { paused: true })
      const [paused] = yield* schedules.list("grace")
      assert(paused !== undefined)
      assert.isFalse(yield* schedules.fire(paused, crypto.randomUUID()))
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("leaves paused schedules and parked connections alone", () =>
    Effect.gen(function* () {
      const connections = yield* ConnectionStore
      const schedules = yield* ScheduleStore
      const paused = yield* connect("paused")
      const parked = yield* connect("parked")
      yield* schedules.ensure
      const key = { connectionId: paused.connectionId, mode: "full" } as const
      assert.isTrue(yield* schedules.update(key, { paused: true }))
      yield* connections.park(parked.connectionId, "refused")
      assert.deepStrictEqual(yield* startedModes, [])
      assert.isTrue(yield* schedules.update(key, { paused: false }))
      assert.deepStrictEqual(
        (yield* startDueRuns).map(({ orgId }) => orgId),
        ["paused"]
      )
      yield* connect("parked")
      assert.deepStrictEqual(
        (yield* startDueRuns).map(({ orgId }) => orgId),
        ["parked"]
      )
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("starts reconciliations by the clock of the organisation", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      const schedules = yield* ScheduleStore
      yield* only(connection.connectionId, "reconciliation")
      const now = yield* Effect.map(schedules.list("grace"), ([first]) => first?.now)
      assert(now !== undefined)
      const clock = (minutes: number) =>
        DateTime.formatIsoOffset(
          DateTime.setZone(DateTime.add(now, { minutes }), DateTime.zoneUnsafeMakeNamed("America/Chicago"))
        ).slice(11, 16)
      const key = { connectionId: connection.connectionId, mode: "reconciliation" } as const
      yield* ended(connection, "full", 1800)
      yield* schedules.update(key, { at: clock(10) })
      assert.deepStrictEqual(yield* startedModes, [])
      yield* schedules.update(key, { at: clock(-10) })
      assert.deepStrictEqual(yield* startedModes, ["reconciliation"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})

describe("ScheduleStore", () => {
  it.scoped("changes only what it is told, and makes a schedule when told when", () =>
    Effect.gen(function* () {
      const { connectionId } = yield* connect("grace")
      const schedules = yield* ScheduleStore
      const key = { connectionId, mode: "delta" } as const
      const stored = Effect.map(schedules.list("grace"), (rows) =>
        rows.map(({ mode, paused, timing }) => ({ mode, paused, timing }))
      )
      assert.isFalse(yield* schedules.update(key, { paused: true }))
      assert.isTrue(yield* schedules.update(key, { everySeconds: 60 }))
      assert.isTrue(yield* schedules.update(key, { paused: true }))
      assert.isTrue(yield* schedules.update(key, { at: "03:30" }))
      const timing = { kind: "nightly", at: "03:30", timeZone: "America/Chicago" } as const
      assert.deepStrictEqual(yield* stored, [{ mode: "delta", paused: true, timing }])
      yield* schedules.ensure
      assert.deepInclude(yield* stored, { mode: "delta", paused: true, timing })
      assert.strictEqual((yield* stored).length, 3)
      assert.deepStrictEqual(yield* schedules.list("hope"), [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
