import { Context, Effect, FiberHandle, Layer, Ref, Schedule } from "effect"
import { databaseDown } from "../telemetry/Metrics.ts"

/** What those who need the database tell of it, and what they hear. */
export interface DatabaseGuard {
  /** Waits while the database is taken for down. */
  readonly ready: Effect.Effect<void>
  readonly answered: Effect.Effect<void>
  /** There was no database to answer. */
  readonly failed: Effect.Effect<void>
}

const opensAfter = 5
const closesAfter = 2
const probeTimeout = "5 seconds"

/** How long to wait between looks at a database that is away. */
export const outage = Schedule.exponential("50 millis", 1.7).pipe(
  Schedule.union(Schedule.spaced("2 seconds")),
  Schedule.jittered
)

const always: DatabaseGuard = { ready: Effect.void, answered: Effect.void, failed: Effect.void }

/**
 * Keeps the many fibers of a process from hammering a database that is down: after five failures in a row all wait, and one
 * statement at a time finds out when it is back (decision 0015). Without a layer nobody waits.
 */
export class DatabaseBreaker extends Context.Reference<DatabaseBreaker>()(
  "@openfaith/sync-engine/DatabaseBreaker",
  { defaultValue: (): DatabaseGuard => always }
) {
  static readonly layer = <E, R>(probe: Effect.Effect<unknown, E, R>) =>
    Layer.scoped(DatabaseBreaker, make(probe))
}

const make = Effect.fnUntraced(function* <E, R>(probe: Effect.Effect<unknown, E, R>) {
  const context = yield* Effect.context<R>()
  const isUp = yield* Effect.makeLatch(true)
  const failures = yield* Ref.make(0)
  const probing = yield* FiberHandle.make()

  const close = Effect.gen(function* () {
    yield* Effect.logInfo("database answers again")
    yield* Ref.set(failures, 0)
    yield* databaseDown.update(0)
    yield* isUp.open
  })
  const untilBack = probe.pipe(
    Effect.timeout(probeTimeout),
    Effect.repeatN(closesAfter - 1),
    Effect.retry(outage),
    Effect.provide(context),
    Effect.orDie,
    Effect.zipRight(close),
    // Whoever saw the last failure may not be interrupted; this may.
    Effect.interruptible
  )
  return {
    ready: isUp.await,
    answered: Ref.set(failures, 0),
    failed: Effect.gen(function* () {
      const count = yield* Ref.updateAndGet(failures, (before) => before + 1)
      if (count !== opensAfter) return
      yield* Effect.logWarning("database does not answer")
      yield* databaseDown.update(1)
      yield* isUp.close
      yield* FiberHandle.run(probing, untilBack, { onlyIfMissing: true })
    })
  } satisfies DatabaseGuard
})
