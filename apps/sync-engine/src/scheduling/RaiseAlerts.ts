import { Array, Effect } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { WatchdogConfig } from "../config/WatchdogConfig.ts"
import { AlertStore, type RaisedAlert } from "../stores/AlertStore.ts"
import { type Concern, ConcernStore } from "../stores/ConcernStore.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { ScheduleStore } from "../stores/ScheduleStore.ts"
import { plannedStreams } from "../sync/RunPlan.ts"
import { staleStreams } from "./Staleness.ts"

const staleness = Effect.gen(function* () {
  const adapters = yield* AdapterRegistry
  const store = yield* ScheduleStore
  const schedules = Array.groupBy(yield* store.list(null), ({ connectionId }) => connectionId)
  const streams = yield* Effect.forEach(Object.values(schedules), ([{ adapter, connectionId }]) =>
    Effect.match(adapters.get(adapter), {
      // A connection of an adapter that this version has no more: nothing is expected of it.
      onFailure: () => [],
      onSuccess: ({ manifest }) =>
        plannedStreams(manifest, "full", null).map(({ entity }) => ({ connectionId, entity }))
    })
  )
  const reads = Array.groupBy(yield* store.lastReads(streams.flat()), ({ connectionId }) => connectionId)
  const found = Object.values(schedules).map((ofConnection) => {
    const [{ connectionId, now }] = ofConnection
    return staleStreams(ofConnection, reads[connectionId] ?? [], now)
  })
  return { stale: found.flatMap(({ stale }) => stale), excused: found.flatMap(({ excused }) => excused) }
})

const parked = Effect.map(
  Effect.flatMap(ConnectionStore, (connections) => connections.parked),
  (rows) =>
    rows.map(({ adapter, connectionId, orgId, parkedReason }): RaisedAlert => ({
      orgId,
      connectionId,
      kind: "connection-parked",
      subject: adapter,
      severity: "critical",
      message: `The connection waits for a new credential: ${parkedReason ?? "no reason given"}`,
      details: { parkedReason }
    }))
)

/** An alert for each concern of a kind. */
const alertsOf = <C extends Concern>(
  kind: RaisedAlert["kind"],
  concerns: ReadonlyArray<C>,
  message: (concern: C) => string
): ReadonlyArray<RaisedAlert> =>
  concerns.map((concern) => ({
    orgId: concern.orgId,
    connectionId: concern.connectionId,
    kind,
    subject: concern.subject,
    severity: "warning",
    message: message(concern),
    details: { count: concern.count }
  }))

/** Opens these alerts and resolves the others of their kind, but leaves the excused ones as they are. */
const settle = Effect.fnUntraced(function* (
  kind: RaisedAlert["kind"],
  alerts: ReadonlyArray<RaisedAlert>,
  excused: ReadonlyArray<RaisedAlert>
) {
  const store = yield* AlertStore
  const opened = yield* store.open(alerts)
  const resolved = yield* store.resolveOthers(kind, [...alerts, ...excused])
  for (const { connectionId, message, subject } of opened)
    yield* Effect.annotateLogs(Effect.logWarning("alert opened", message), { kind, subject, connectionId })
  for (const { connectionId, subject } of resolved)
    yield* Effect.annotateLogs(Effect.logInfo("alert resolved"), { kind, subject, connectionId })
})

/** Opens an alert for each cause there is, and resolves those whose cause is gone. */
export const raiseAlerts = Effect.gen(function* () {
  const { excused, stale } = yield* staleness
  yield* settle("staleness", stale, excused)
  yield* settle("connection-parked", yield* parked, [])
  const concerns = yield* ConcernStore
  const held = alertsOf(
    "held-deletions",
    yield* concerns.heldDeletions,
    ({ count, subject }) =>
      `Records of ${subject} that are gone at the source, to be approved or rejected: ${count}`
  )
  yield* settle("held-deletions", held, [])
  const letters = alertsOf(
    "dead-letters",
    yield* concerns.lettersThatStay,
    ({ count, subject }) => `Records of ${subject} that could not be written, also when tried again: ${count}`
  )
  yield* settle("dead-letters", letters, [])
  const quarantined = alertsOf(
    "quarantine",
    yield* concerns.quarantined,
    ({ count, subject }) => `Records of ${subject} that are tried no more by themselves: ${count}`
  )
  yield* settle("quarantine", quarantined, [])
  const failed = alertsOf(
    "run-failed",
    yield* concerns.failedRuns,
    ({ reason, subject }) => `The newest ${subject} run failed: ${reason ?? "no reason given"}`
  )
  yield* settle("run-failed", failed, [])
  const broken = alertsOf(
    "webhook-subscription",
    yield* concerns.brokenSubscriptions,
    ({ subject }) => `The source does not tell of ${subject}`
  )
  yield* settle("webhook-subscription", broken, [])
  const down = alertsOf(
    "upstream-down",
    yield* concerns.silentUpstreams,
    ({ count }) => `The source has not answered for ${count} minutes: its syncs wait until it does`
  )
  yield* settle("upstream-down", down, [])
  const { stuckMinutes } = yield* WatchdogConfig
  const stuck = alertsOf(
    "stuck",
    yield* concerns.stuck(stuckMinutes),
    ({ count, subject }) => `${subject} has made no progress for ${count} minutes, and waits for nothing`
  )
  yield* settle("stuck", stuck, [])
})
