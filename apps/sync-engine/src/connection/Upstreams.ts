import { Cause, Context, type Duration, Effect, Layer, Predicate, RcMap, Schedule, type Scope } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { SyncConfig } from "../config/SyncConfig.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { Pressure } from "../load/Pressure.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { inSpan } from "../telemetry/InSpan.ts"
import { type BudgetNews, Connection, ConnectionParked } from "./Connection.ts"
import * as PermitPool from "./PermitPool.ts"
import * as Upstream from "./Upstream.ts"
import { unheard } from "./UpstreamBreaker.ts"

// The owner of a connection moves when its node stops; whoever asks meanwhile asks again.
const ownerMoves = Schedule.exponential("20 millis", 2).pipe(
  Schedule.union(Schedule.spaced("1 second")),
  Schedule.jittered
)

/** How long an owner may be silent. */
export interface Patience {
  readonly silence: Duration.DurationInput
  /** What to do before it is asked again because of one. */
  readonly onSilence?: () => void
}

/**
 * Asks a connection's owner, and asks again for as long as it is on the move. A silence is taken for a sign of that: with the
 * node that was to give it an answer can be lost. (Interrupting the question may wait for that node, too.)
 */
export const untilOwnerAnswers = <A, E>(
  ask: Effect.Effect<A, E>,
  { onSilence = () => {}, silence }: Patience
): Effect.Effect<A, Extract<E, ConnectionParked>> =>
  Effect.timeoutFail(Effect.disconnect(ask), {
    duration: silence,
    onTimeout: () => {
      onSilence()
      return new Cause.TimeoutException("the connection's owner does not answer")
    }
  }).pipe(
    Effect.retry({ schedule: ownerMoves, while: (error) => !Predicate.isTagged(error, "ConnectionParked") }),
    Effect.catchAll((error) =>
      error instanceof ConnectionParked
        ? Effect.fail(error as Extract<E, ConnectionParked>)
        : Effect.die(error)
    )
  )

/** The patience with an owner that has to ask the source itself, more than once if need be. */
export const askingSource: Patience = { silence: "1 minute" }

const nothingNew: BudgetNews = {
  settlements: [],
  observed: null,
  pauseMillis: null,
  transport: unheard
}

/**
 * Tells a connection's owner the news and hears its answer. An owner that was silent may have heard the news all the same,
 * and to count permits as unused twice would be to spend them twice: asked again, it is told nothing, and takes what it
 * was not told of for spent.
 */
export const heard = <A, E>(news: BudgetNews, ask: (news: BudgetNews) => Effect.Effect<A, E>) =>
  Effect.suspend(() => {
    let untold = news
    return untilOwnerAnswers(
      Effect.suspend(() => ask(untold)),
      {
        silence: "15 seconds",
        onSilence: () => {
          untold = nothingNew
        }
      }
    )
  })

/** Shows each page in the trace with all that it takes to read it: permits, tokens, requests. */
const traced = (upstream: Upstream.Upstream): Upstream.Upstream => ({
  ...upstream,
  fetch: (request) =>
    inSpan(upstream.fetch(request), "Page.read", {
      attributes: { "sync.endpoint": request.endpoint, "sync.offset": request.offset }
    })
})

/** Upstreams of this node by connection; one is built on first use and closed after a while without work. */
export class Upstreams extends Context.Tag("@openfaith/sync-engine/Upstreams")<
  Upstreams,
  {
    readonly get: (
      connectionId: string
    ) => Effect.Effect<Upstream.Upstream, Upstream.UpstreamError, Scope.Scope>
  }
>() {
  static readonly layer = Layer.scoped(
    Upstreams,
    Effect.gen(function* () {
      const adapters = yield* AdapterRegistry
      const connections = yield* ConnectionStore
      const { maxAttempts, retryAfterSeconds } = yield* SyncConfig
      const pressure = yield* Pressure
      const ownerOf = yield* Connection.client

      const open = Effect.fnUntraced(function* (connectionId: string) {
        const row = yield* connections
          .find(connectionId)
          .pipe(untilDatabaseAnswers, Effect.flatMap(Effect.orDie))
        if (row.status === "parked") {
          return yield* new ConnectionParked({
            connectionId,
            reason: row.parkedReason ?? "the credential was refused"
          })
        }
        const owner = ownerOf(connectionId)
        const pool = yield* PermitPool.make(
          {
            lease: (want, news) => heard(news, (untold) => owner.Lease({ want, news: untold })),
            settle: (news) => heard(news, (untold) => owner.Settle({ news: untold }))
          },
          { patienceMillis: retryAfterSeconds * 1000 }
        )
        const upstream = yield* Upstream.make({
          adapter: pressure.limiting(yield* Effect.orDie(adapters.get(row.adapter)), connectionId),
          pool,
          maxAttempts,
          loadCredential: untilDatabaseAnswers(connections.credential(connectionId)),
          refresh: (rejectedVersion) =>
            Effect.asVoid(untilOwnerAnswers(owner.Refresh({ rejectedVersion }), askingSource))
        })
        return traced(upstream)
      })

      const upstreams = yield* RcMap.make({ lookup: open, idleTimeToLive: "30 seconds" })
      return {
        get: (connectionId) =>
          RcMap.get(upstreams, connectionId).pipe(
            // A failed opening must not be remembered: the connection may be mended by then.
            Effect.tapError(() => RcMap.invalidate(upstreams, connectionId))
          )
      }
    })
  )
}
