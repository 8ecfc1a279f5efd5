import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { raiseAlerts } from "../../src/scheduling/RaiseAlerts.ts"
import { WatchdogConfig } from "../../src/config/WatchdogConfig.ts"
import { AlertStore } from "../../src/stores/AlertStore.ts"
import { attemptsBeforeQuarantine } from "../../src/stores/LetterPolicy.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { DeadLetterStore } from "../../src/stores/DeadLetterStore.ts"
import { HeldDeletionStore } from "../../src/stores/HeldDeletionStore.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { ScheduleStore } from "../../src/stores/ScheduleStore.ts"
import { SubscriptionStore } from "../../src/stores/SubscriptionStore.ts"
import { VitalsStore } from "../../src/stores/VitalsStore.ts"
import { TooManyFailures } from "../../src/sync/RunBreaker.ts"
import { plannedStreams } from "../../src/sync/RunPlan.ts"
import { connect, trigger } from "../support/Connections.ts"
import { subscription } from "../support/Deliveries.ts"
import { fakeAdapter, layerFakeAdapter } from "../support/FakeAdapter.ts"
import { badPerson, fail, letterBox } from "../support/Letters.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const layer = Layer.mergeAll(layerStoresOfOwn, layerFakeAdapter, WatchdogConfig.layerConfig)
const planned = plannedStreams(fakeAdapter.manifest, "full", null)

/** A full run whose streams ended so many minutes ago, all of them or all but one in success. */
const ended = Effect.fnUntraced(function* (
  connection: Parameters<typeof trigger>[0],
  minutesAgo: number,
  failed: string | null = null
) {
  const runs = yield* RunStore
  const sql = yield* SqlClient.SqlClient
  const { runId } = yield* trigger(connection)
  yield* runs.begin(runId, planned, "full")
  yield* sql`
    update sync.streams set finished_at = now() - make_interval(mins => ${minutesAgo}),
      status = case when entity = ${failed} then 'failed' else 'succeeded' end where run_id = ${runId}`
  yield* runs.finish(runId, "partial", null)
  yield* sql`update sync.runs set finished_at = now() - make_interval(mins => ${minutesAgo}) where run_id = ${runId}`
})

const openAlerts = Effect.gen(function* () {
  const alerts = yield* AlertStore
  yield* raiseAlerts
  return (yield* alerts.list("grace", false)).map(({ kind, subject }) => `${kind} ${subject}`)
})

describe("raiseAlerts", () => {
  it.scoped("opens an alert for a stream that missed three turns, and resolves it when it completes", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      yield* (yield* ScheduleStore).ensure
      assert.deepStrictEqual(yield* openAlerts, [])
      yield* ended(connection, 50)
      assert.strictEqual((yield* openAlerts).length, planned.length)
      yield* ended(connection, 40)
      assert.deepStrictEqual(yield* openAlerts, [])
      yield* ended(connection, 10, "Group")
      assert.deepStrictEqual(yield* openAlerts, [])
      const sql = yield* SqlClient.SqlClient
      yield* sql`update sync.runs set finished_at = finished_at - interval '10 minutes'`
      assert.deepStrictEqual(yield* openAlerts, ["staleness Group"])
      const { runId } = yield* trigger(connection)
      assert.deepStrictEqual(yield* openAlerts, ["staleness Group"])
      yield* sql`update sync.runs set finished_at = finished_at - interval '1 hour'`
      // a full run is alive: it opens no further alert
      assert.deepStrictEqual(yield* openAlerts, ["staleness Group"])
      yield* (yield* RunStore).requestCancel(runId)
      yield* ended(connection, 0)
      assert.deepStrictEqual(yield* openAlerts, [])
      const all = yield* (yield* AlertStore).list("grace", true)
      assert.strictEqual(all.length, planned.length + 1)
      for (const { resolvedAt } of all) assert.isNotNull(resolvedAt)
    }).pipe(Effect.provide(layer))
  )

  it.scoped("expects nothing of a connection whose schedules are paused", () =>
    Effect.gen(function* () {
      const connection = yield* connect("grace")
      const schedules = yield* ScheduleStore
      yield* schedules.ensure
      yield* ended(connection, 5000)
      assert.strictEqual((yield* openAlerts).length, planned.length)
      for (const mode of ["full", "delta", "reconciliation"] as const)
        yield* schedules.update({ connectionId: connection.connectionId, mode }, { paused: true })
      assert.deepStrictEqual(yield* openAlerts, [])
    }).pipe(Effect.provide(layer))
  )

  it.scoped(
    "opens one alert for a connection that is parked or gets no answer, and resolves it afterwards",
    () =>
      Effect.gen(function* () {
        const connections = yield* ConnectionStore
        const alerts = yield* AlertStore
        const { connectionId } = yield* connect("grace")
        yield* connections.park(connectionId, "the upstream refuses the token")
        assert.deepStrictEqual(yield* openAlerts, ["connection-parked pco"])
        const [first] = yield* alerts.list("grace", false)
        assert.deepStrictEqual(yield* openAlerts, ["connection-parked pco"])
        const [second] = yield* alerts.list("grace", false)
        assert.strictEqual(second?.alertId, first?.alertId)
        assert.deepStrictEqual(second?.openedAt, first?.openedAt)
        assert.notDeepEqual(second?.lastSeenAt, first?.lastSeenAt)
        assert.deepInclude(second, {
          adapter: "pco",
          severity: "critical",
          message: "The connection waits for a new credential: the upstream refuses the token"
        })
        yield* connect("grace")
        assert.deepStrictEqual(yield* openAlerts, [])
        yield* connections.markUpstream(connectionId, true)
        assert.deepStrictEqual(yield* openAlerts, ["upstream-down pco"])
        yield* connections.markUpstream(connectionId, false)
        assert.deepStrictEqual(yield* openAlerts, [])
        yield* connections.park(connectionId, "again")
        yield* openAlerts
        assert.strictEqual((yield* alerts.list("grace", true)).length, 3)
      }).pipe(Effect.provide(layer))
  )

  it.scoped("tells of what does not move, unless it waits", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const runs = yield* RunStore
      const { runId } = yield* trigger(yield* connect("grace"))
      yield* runs.begin(runId, planned, "full")
      yield* sql`
        update sync.streams set status = 'running', progressed_at = now() - interval '20 minutes' where entity = 'Person'`
      assert.deepStrictEqual(yield* openAlerts, ["stuck Person"])
      yield* sql`update sync.streams set heartbeat_at = now(), waiting_for = 'breaker' where entity = 'Person'`
      assert.deepStrictEqual(yield* openAlerts, [])
      yield* sql`update sync.streams set heartbeat_at = now(), waiting_for = null where entity = 'Person'`
      assert.deepStrictEqual(yield* openAlerts, ["stuck Person"])
      yield* sql`update sync.streams set resume_at = now() + interval '1 hour' where entity = 'Person'`
      assert.deepStrictEqual(yield* openAlerts, [])
      yield* sql`
        update sync.streams set status = 'succeeded', resume_at = null, finished_at = now() - interval '20 minutes'`
      yield* sql`update sync.runs set started_at = now() - interval '1 hour'`
      assert.deepStrictEqual(yield* openAlerts, ["stuck run"])
      yield* sql`update sync.runs set heartbeat_at = now()`
      assert.deepStrictEqual(yield* openAlerts, [])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("tells of deletions that are held until somebody decides", () =>
    Effect.gen(function* () {
      const { connectionId } = yield* connect("grace")
      const held = yield* HeldDeletionStore
      yield* held.hold({
        orgId: "grace",
        adapter: "pco",
        connectionId,
        entity: "Person",
        runId: "00000000-0000-4000-8000-000000000002",
        missing: [{ externalId: "1", parent: null }],
        living: 1,
        whole: true
      })
      assert.deepStrictEqual(yield* openAlerts, ["held-deletions Person"])
      const [row] = yield* held.list("grace")
      assert.isTrue(yield* held.decide(row?.heldDeletionId ?? "", "rejected", "a mistake at the source"))
      assert.deepStrictEqual(yield* openAlerts, [])
    }).pipe(Effect.provide(layer))
  )
})

/** The letters of people that could not be written this often. */
const unwritable = (times: number) =>
  Effect.gen(function* () {
    const box = yield* letterBox("grace")
    yield* Effect.repeatN(fail(box, badPerson("1"), badPerson("2")), times - 1)
    return box
  })

describe("raiseAlerts of letters", () => {
  it.scoped("tells of records that failed again, until they are written", () =>
    Effect.gen(function* () {
      const box = yield* unwritable(1)
      assert.deepStrictEqual(yield* openAlerts, [])
      yield* fail(box, badPerson("1"))
      assert.deepStrictEqual(yield* openAlerts, ["dead-letters Person"])
      assert.deepStrictEqual(yield* openAlerts, ["dead-letters Person"])
      const [{ message } = { message: "" }] = yield* (yield* AlertStore).list("grace", false)
      assert.strictEqual(message, "Records of Person that could not be written, also when tried again: 1")
      yield* (yield* DeadLetterStore).remove(box, ["Person/1"])
      assert.deepStrictEqual(yield* openAlerts, [])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("tells of those that are tried no more instead, until somebody has dealt with them", () =>
    Effect.gen(function* () {
      const box = yield* unwritable(attemptsBeforeQuarantine)
      assert.deepStrictEqual(yield* openAlerts, ["quarantine Person"])
      yield* (yield* DeadLetterStore).remove(box, ["Person/1", "Person/2"])
      assert.deepStrictEqual(yield* openAlerts, [])
    }).pipe(Effect.provide(layer))
  )
})

describe("raiseAlerts of runs and subscriptions", () => {
  it.scoped("tells of a mode whose run was stopped by the breaker or reaped, until one comes through", () =>
    Effect.gen(function* () {
      const runs = yield* RunStore
      const alerts = yield* AlertStore
      const connection = yield* connect("grace")
      const begun = Effect.tap(trigger(connection), ({ runId }) => runs.begin(runId, planned, "full"))
      const stopped = yield* begun
      const broken = new TooManyFailures({ read: 200, failed: 90, percent: 20 })
      yield* runs.finish(stopped.runId, "failed", broken.message)
      assert.deepStrictEqual(yield* openAlerts, ["run-failed full"])
      const [first] = yield* alerts.list("grace", false)
      assert.include(first?.message, "90 of 200 records could not be written, more than 20 %")

      const reaped = yield* begun
      assert.deepStrictEqual(yield* openAlerts, ["run-failed full"])
      yield* (yield* VitalsStore).reap(reaped.runId, "The run's workflow has ended: out of luck")
      assert.deepStrictEqual(yield* openAlerts, ["run-failed full"])
      const [second] = yield* alerts.list("grace", false)
      assert.strictEqual(second?.alertId, first?.alertId)
      assert.include(second?.message, "out of luck")

      yield* runs.finish((yield* begun).runId, "cancelled", null)
      assert.deepStrictEqual(yield* openAlerts, ["run-failed full"])
      const delta = yield* trigger(connection, "delta")
      yield* runs.begin(delta.runId, planned, "delta")
      yield* runs.finish(delta.runId, "failed", "Person: UpstreamUnavailable")
      assert.deepStrictEqual(yield* openAlerts, ["run-failed delta", "run-failed full"])
      yield* ended(connection, 0)
      assert.deepStrictEqual(yield* openAlerts, [])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("tells of an event that the source will not tell of, until it does", () =>
    Effect.gen(function* () {
      const { connectionId } = yield* connect("grace")
      const subscriptions = yield* SubscriptionStore
      const eventName = "people.v2.events.person.updated"
      const url = "https://sync.example.org/webhooks/pco/1"
      const checked = (active: boolean, error: string | null) =>
        subscriptions.record(connectionId, [
          { eventName, url, found: subscription("1", { eventName, url, active }), revived: false, error }
        ])
      yield* checked(true, null)
      assert.deepStrictEqual(yield* openAlerts, [])
      yield* checked(false, "403: may not manage webhooks")
      assert.deepStrictEqual(yield* openAlerts, [`webhook-subscription ${eventName}`])
      yield* checked(false, null)
      assert.deepStrictEqual(yield* openAlerts, [`webhook-subscription ${eventName}`])
      yield* checked(true, null)
      assert.deepStrictEqual(yield* openAlerts, [])
    }).pipe(Effect.provide(layer))
  )
})

describe("AlertStore", () => {
  it.scoped("keeps one open alert a connection, kind and subject, also when raised by many at once", () =>
    Effect.gen(function* () {
      const alerts = yield* AlertStore
      const { connectionId } = yield* connect("grace")
      const raised = (subject: string) => ({
        orgId: "grace",
        connectionId,
        kind: "staleness" as const,
        subject,
        severity: "warning" as const,
        message: "old",
        details: { seconds: 7, since: null }
      })
      const opened = yield* Effect.all(
        Array.from({ length: 8 }, () => alerts.open([raised("Person"), raised("Group")])),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(opened.flat().length, 2)
      const known = yield* alerts.list("grace", false)
      assert.sameMembers(
        known.map(({ subject }) => subject),
        ["Person", "Group"]
      )
      assert.deepStrictEqual(known[0]?.details, { seconds: 7, since: null })
      yield* alerts.resolve({ connectionId, kind: "staleness", subject: "Person" })
      yield* alerts.resolve({ connectionId, kind: "staleness", subject: "Person" })
      assert.deepStrictEqual(
        (yield* alerts.list("grace", false)).map(({ subject }) => subject),
        ["Group"]
      )
      assert.strictEqual((yield* alerts.list("grace", true)).length, 2)
      assert.deepStrictEqual(yield* alerts.list("hope", true), [])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
