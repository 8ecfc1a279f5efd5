import type { Adapter } from "@openfaith/adapter-core"
import { Duration, Effect, Either, FiberHandle, Ref } from "effect"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { isTransportFault } from "./Upstream.ts"
import * as UpstreamBreaker from "./UpstreamBreaker.ts"

const probeAgainAfter = "1 second"

/**
 * Keeps a connection's breaker. While it is open, the source is tried by requests of its own, so that no caller's work has to
 * fail for it; every answer counts, a refusal too. It is written down that the source is down: a successor of this
 * owner begins with that, and people are told.
 */
export const guardUpstream = Effect.fnUntraced(function* (options: {
  readonly adapter: Pick<Adapter, "probe">
  readonly connectionId: string
  /** Whether the owner before this one took the source for down. */
  readonly isDown: boolean
  readonly probeSeconds: number
  /** A probe is about to be sent. */
  readonly onProbe: Effect.Effect<void>
}) {
  const { adapter, connectionId, isDown, onProbe, probeSeconds } = options
  const connections = yield* ConnectionStore
  const state = yield* Ref.make(isDown ? UpstreamBreaker.open : UpstreamBreaker.closed)
  const probing = yield* FiberHandle.make()

  const isAnswered = Effect.gen(function* () {
    const stored = yield* untilDatabaseAnswers(connections.credential(connectionId))
    yield* onProbe
    const result = yield* Effect.either(adapter.probe(stored.credential))
    return Either.isRight(result) || !isTransportFault(result.left)
  }).pipe(
    // Without a credential nothing can be tried; whoever asks next learns why.
    Effect.catchTag("SecretUnreadable", () => Effect.succeed(true))
  )

  const probeUntilClosed = Effect.gen(function* () {
    while (true) {
      const answered = yield* isAnswered
      const after = yield* Ref.updateAndGet(state, (before) => UpstreamBreaker.probed(before, answered))
      if (after._tag === "Closed") break
      yield* Effect.sleep(answered ? probeAgainAfter : Duration.seconds(probeSeconds))
    }
    yield* Effect.logInfo("upstream answers again")
    yield* untilDatabaseAnswers(connections.markUpstream(connectionId, false))
  })

  const begin = (after: Duration.DurationInput) =>
    untilDatabaseAnswers(connections.markUpstream(connectionId, true)).pipe(
      Effect.zipRight(Effect.delay(probeUntilClosed, after)),
      Effect.annotateLogs({ connectionId }),
      // Whoever told of the last failure may not be interrupted; this may.
      Effect.interruptible,
      FiberHandle.run(probing)
    )

  if (isDown) yield* begin(Duration.zero)
  return {
    /** Counts what became of requests, and answers whether the source is taken for down. */
    tell: (news: UpstreamBreaker.TransportNews): Effect.Effect<boolean> =>
      Effect.gen(function* () {
        const [before, after] = yield* Ref.modify(state, (breaker) => {
          const told = UpstreamBreaker.tell(breaker, news)
          return [[breaker, told] as const, told]
        })
        if (before._tag === "Closed" && after._tag === "Open") {
          yield* Effect.annotateLogs(Effect.logWarning("upstream does not answer"), { connectionId })
          yield* begin(Duration.seconds(probeSeconds))
        }
        return after._tag === "Open"
      })
  }
})
