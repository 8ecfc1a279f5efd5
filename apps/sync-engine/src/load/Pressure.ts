import type { Adapter } from "@openfaith/adapter-core"
import { type PressureLevel, ServiceUnavailable } from "@openfaith/sync-api"
import { Context, Effect, Layer, Ref, Schedule, type Scope } from "effect"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8"
import { PressureConfig } from "../config/PressureConfig.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import * as FairSemaphore from "./FairSemaphore.ts"
import { heightOf, isAtLeast, type Load, next, none } from "./PressureLevel.ts"

const lookEvery = "1 second"
const resolution = 20
const nanosInMilli = 1e6

// What counts is the least that a few looks saw: what is above it is garbage that nobody has collected yet, or a hiccup.
const looksRemembered = 5
const leastOf = (loads: ReadonlyArray<Load>): Load => ({
  heapPercent: Math.min(...loads.map(({ heapPercent }) => heapPercent)),
  delayMillis: Math.min(...loads.map(({ delayMillis }) => delayMillis))
})

// The young generation has its own room, which the limit includes: three of its halves, at its largest, for it shrinks when
// little is born. It is the old one whose end is the process's end.
const oldGeneration = () => {
  let largestYoung = 0
  return () => {
    const { heap_size_limit, used_heap_size } = getHeapStatistics()
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")
    largestYoung = Math.max(largestYoung, young?.space_size ?? 0)
    return {
      used: used_heap_size - (young?.space_used_size ?? 0),
      limit: heap_size_limit - 1.5 * largestYoung
    }
  }
}

const idle: Load = { heapPercent: 0, delayMillis: 0 }

const allowedAt = (level: PressureLevel, limit: number): number =>
  level === "normal" ? limit : Math.max(1, Math.floor(limit / 4))

const refusal = new ServiceUnavailable({
  retryAfterSeconds: 15,
  faults: [{ component: "pressure", message: "this node has too much to do to begin with something new" }]
})

/** How hard pressed this node is, and what it therefore leaves undone. */
export class Pressure extends Context.Tag("@openfaith/sync-engine/Pressure")<
  Pressure,
  {
    readonly level: Effect.Effect<PressureLevel>
    /** What the latest look saw. */
    readonly load: Effect.Effect<Load>
    /** Refuses when this node should not begin a run. */
    readonly admit: Effect.Effect<void, ServiceUnavailable>
    /** Leaves the work out at this level and above. */
    readonly below: (
      level: PressureLevel
    ) => <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<void, E, R>
    /** How many at once, of at most so many. */
    readonly atOnce: (limit: number) => Effect.Effect<number>
    /** Turns to work on a stream: runs have them one after the other, and not all at once. */
    readonly turns: (runId: string) => Effect.Effect<FairSemaphore.Held, never, Scope.Scope>
    /** Places for pages of lists that are asked for or fetched, and not written yet: all connections share them. */
    readonly places: (connectionId: string) => Effect.Effect<FairSemaphore.Held, never, Scope.Scope>
    /** The adapter of a connection, with all its pages under this node's limit of pages in flight. */
    readonly limiting: (adapter: Adapter, connectionId: string) => Adapter
  }
>() {
  static readonly layer = Layer.scoped(
    Pressure,
    Effect.gen(function* () {
      const { pagesHeld, pagesInFlight, streamsAtOnce, thresholds } = yield* PressureConfig
      const pressure = yield* Ref.make(none)
      const seen = yield* Ref.make(idle)
      const slots = FairSemaphore.make(pagesInFlight)
      const held = FairSemaphore.make(pagesHeld)
      const streams = FairSemaphore.make(streamsAtOnce)
      const delays = yield* Effect.acquireRelease(
        Effect.sync(() => {
          const histogram = monitorEventLoopDelay({ resolution })
          histogram.enable()
          return histogram
        }),
        (histogram) => Effect.sync(() => histogram.disable())
      )
      const lookAtHeap = oldGeneration()
      // A node that has just started is busy with that.
      let loads: ReadonlyArray<Load> = [idle]

      const measure = Effect.sync((): Load => {
        const heap = lookAtHeap()
        // The mean of the time between ticks: a single long collection does not move it, a busy loop does.
        const between = delays.count === 0 ? resolution : delays.mean / nanosInMilli
        delays.reset()
        const load = {
          heapPercent: (100 * heap.used) / heap.limit,
          delayMillis: Math.max(0, between - resolution)
        }
        loads = [...loads, load].slice(-looksRemembered)
        return leastOf(loads)
      })

      const look = Effect.gen(function* () {
        const load = yield* measure
        yield* Ref.set(seen, load)
        const before = yield* Ref.get(pressure)
        const after = next(before, load, thresholds)
        yield* Ref.set(pressure, after)
        if (after.level === before.level) return
        yield* slots.resize(allowedAt(after.level, pagesInFlight))
        yield* streams.resize(allowedAt(after.level, streamsAtOnce))
        yield* Metrics.pressureChanges.update(1, { "sync.pressure.level": after.level })
        yield* Metrics.pressureLevel.update(heightOf(after.level))
        const log = isAtLeast(after.level, "high") ? Effect.logError : Effect.logWarning
        yield* Effect.annotateLogs(log("pressure has changed"), {
          level: after.level,
          before: before.level,
          heapPercent: Math.round(load.heapPercent),
          eventLoopDelayMillis: Math.round(load.delayMillis)
        })
      })
      yield* Effect.forkScoped(Effect.repeat(look, Schedule.spaced(lookEvery)))

      const level = Effect.map(Ref.get(pressure), ({ level }) => level)
      const isBelow = (limit: PressureLevel) => Effect.map(level, (present) => !isAtLeast(present, limit))
      return {
        level,
        load: Ref.get(seen),
        admit: Effect.asVoid(Effect.unlessEffect(Effect.fail(refusal), isBelow("high"))),
        below: (limit) => (work) => Effect.asVoid(Effect.whenEffect(work, isBelow(limit))),
        atOnce: (limit) => Effect.map(level, (present) => allowedAt(present, limit)),
        turns: streams.held,
        places: held.held,
        limiting: (adapter, connectionId) => ({
          ...adapter,
          session: (options) => {
            const session = adapter.session(options)
            const inTurn = slots.withPermit(connectionId)
            return { ...session, fetch: (request) => inTurn(session.fetch(request)) }
          }
        })
      }
    })
  )

  static readonly layerConfig = Layer.provide(Pressure.layer, PressureConfig.layerConfig)
}
