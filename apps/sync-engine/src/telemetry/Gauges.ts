import { canonicalEntityNames } from "@openfaith/canonical"
import { AlertKind, PressureLevel } from "@openfaith/sync-api"
import { Effect, Layer, Schedule } from "effect"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { ClusterStore } from "../stores/ClusterStore.ts"
import { GaugeStore } from "../stores/GaugeStore.ts"
import * as Metrics from "./Metrics.ts"

const lookEvery = "15 seconds"
const nanosPerSecond = 1e9

const modes = ["full", "delta", "reconciliation"]
const runOutcomes = ["succeeded", "partial", "failed", "cancelled"]
const recordOutcomes = ["inserted", "updated", "unchanged", "deleted", "dead_lettered"]

/** Shows what has not happened yet as nought. */
const prime = Effect.all(
  [
    Metrics.clientRequest.prime({ "http.response.status_code": "200" }),
    Metrics.serverRequest.prime({ "http.request.method": "GET", "http.response.status_code": "200" }),
    Metrics.budgetWait.prime(),
    ...modes.flatMap((mode) =>
      runOutcomes.map((outcome) => Metrics.runEnded.prime({ "sync.mode": mode, "sync.outcome": outcome }))
    ),
    ...canonicalEntityNames.flatMap((entity) => [
      Metrics.pages.prime({ "sync.entity": entity }),
      ...recordOutcomes.map((outcome) =>
        Metrics.rows.prime({ "sync.entity": entity, "sync.outcome": outcome })
      )
    ]),
    ...["200", "400", "401", "503"].map((status) =>
      Metrics.deliveries.prime({ "http.response.status_code": status })
    ),
    Metrics.databaseRetries.prime({ "db.response.status_code": "57P01" }),
    Metrics.databaseDown.prime(),
    ...PressureLevel.literals.map((level) => Metrics.pressureChanges.prime({ "sync.pressure.level": level })),
    Metrics.pressureLevel.prime(),
    ...["webhook", "slack", "email"].flatMap((channel) =>
      ["sent", "refused"].map((outcome) =>
        Metrics.alertMessages.prime({ "sync.channel": channel, "sync.outcome": outcome })
      )
    )
  ],
  { discard: true }
)

/** A look at the tables; kinds of alerts that were open once are shown as nought when none of theirs is. */
const lookAtTables = (kinds: Set<string>) =>
  Effect.gen(function* () {
    const found = yield* (yield* GaugeStore).read
    const nodes = yield* (yield* ClusterStore).runners
    const healthy = nodes.filter((node) => node.healthy).length
    const state = (value: string) => ({ "sync.state": value })
    yield* Metrics.runsAlive.update(found.queued, state("queued"))
    yield* Metrics.runsAlive.update(found.running, state("running"))
    yield* Metrics.inboxPending.update(found.inboxPending)
    yield* Metrics.inboxAge.update(found.inboxAgeSeconds)
    yield* Metrics.deadLetters.update(found.waiting, state("waiting"))
    yield* Metrics.deadLetters.update(found.quarantined, state("quarantined"))
    yield* Metrics.connections.update(found.active, state("active"))
    yield* Metrics.connections.update(found.parked, state("parked"))
    // The cluster's own gauges tell of this node only.
    yield* Metrics.nodes.update(healthy, state("healthy"))
    yield* Metrics.nodes.update(nodes.length - healthy, state("sick"))
    for (const kind of Object.keys(found.alerts)) kinds.add(kind)
    for (const kind of kinds)
      yield* Metrics.alertsOpen.update(found.alerts[kind] ?? 0, { "sync.alert.kind": kind })
  })

/** Keeps the gauges, from before anybody can ask for them. */
export const layer = Layer.scopedDiscard(
  Effect.gen(function* () {
    yield* prime
    const kinds = new Set<string>(AlertKind.literals)
    const delay = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const histogram = monitorEventLoopDelay({ resolution: 20 })
        histogram.enable()
        return histogram
      }),
      (histogram) => Effect.sync(() => histogram.disable())
    )
    const lookAtProcess = Effect.gen(function* () {
      const { heapUsed, rss } = process.memoryUsage()
      yield* Metrics.heapUsed.update(heapUsed)
      yield* Metrics.residentMemory.update(rss)
      yield* Metrics.eventLoopDelay.p99.update(delay.percentile(99) / nanosPerSecond)
      yield* Metrics.eventLoopDelay.max.update(delay.max / nanosPerSecond)
      delay.reset()
    })
    const look = Effect.zipRight(
      lookAtProcess,
      // A database that is away is told of elsewhere: what is shown is then what was seen last.
      Effect.catchAll(lookAtTables(kinds), (error) => Effect.logDebug("gauges not read", error))
    )
    yield* look
    yield* Effect.forkScoped(Effect.schedule(look, Schedule.spaced(lookEvery)))
  })
).pipe(Layer.provide([GaugeStore.layer, ClusterStore.layer]))
