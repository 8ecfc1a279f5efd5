import { Singleton } from "@effect/cluster"
import { Duration, Effect, FiberMap, Layer, Schedule } from "effect"
import { RecoveryConfig } from "../config/RecoveryConfig.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { DeadLetterQueue } from "../stores/DeadLetterQueue.ts"
import { recoverConnection } from "./RecoverConnection.ts"

const connectionsAtOnce = 16

const recovery = Effect.gen(function* () {
  const { everySeconds } = yield* RecoveryConfig
  const queue = yield* DeadLetterQueue
  const turn = yield* Effect.makeSemaphore(connectionsAtOnce)
  const passes = yield* FiberMap.make<string>()
  const pass = (connectionId: string) =>
    recoverConnection(connectionId).pipe(
      turn.withPermits(1),
      Effect.tapErrorCause((cause) => Effect.logError("recovery of dead letters failed", cause)),
      Effect.annotateLogs({ connectionId })
    )
  yield* untilDatabaseAnswers(queue.connectionsDue).pipe(
    Effect.flatMap(
      Effect.forEach((id) => FiberMap.run(passes, id, pass(id), { onlyIfMissing: true }), { discard: true })
    ),
    Effect.repeat(Schedule.spaced(Duration.seconds(everySeconds))),
    Effect.sandbox,
    Effect.tapError((cause) => Effect.logError("look for due dead letters failed", cause)),
    Effect.retry(Schedule.spaced("1 second")),
    Effect.orDie
  )
})

/**
 * Tries dead letters again when their time has come (decision 0012). There is one in the cluster; what is due is read from
 * the database, so that nothing is forgotten when it moves. Each connection has a pass of its own, because a source that
 * answers slowly must not keep the others waiting.
 */
export const Recovery = Layer.unwrapEffect(
  Effect.map(RecoveryConfig, ({ everySeconds }) =>
    everySeconds === 0 ? Layer.empty : Singleton.make("Recovery", Effect.scoped(recovery))
  )
)
