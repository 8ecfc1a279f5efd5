import { Singleton } from "@effect/cluster"
import { Duration, Effect, Layer } from "effect"
import { forever } from "../cluster/Forever.ts"
import { perConnection } from "../cluster/PerConnection.ts"
import { RecoveryConfig } from "../config/RecoveryConfig.ts"
import { Pressure } from "../load/Pressure.ts"
import { DeadLetterQueue } from "../stores/DeadLetterQueue.ts"
import { recoverConnection } from "./RecoverConnection.ts"

const connectionsAtOnce = 16

const recovery = Effect.gen(function* () {
  const { everySeconds } = yield* RecoveryConfig
  const pressure = yield* Pressure
  const queue = yield* DeadLetterQueue
  const look = yield* perConnection({
    name: "recovery of dead letters",
    atOnce: connectionsAtOnce,
    due: queue.connectionsDue,
    work: recoverConnection
  })
  yield* forever(
    "look for due dead letters",
    Duration.seconds(everySeconds),
    pressure.below("critical")(look)
  )
})

/**
 * Tries dead letters again when their time has come (decision 0012). There is one in the cluster; what is due is read from
 * the database, so that nothing is forgotten when it moves. */
export const Recovery = Layer.unwrapEffect(
  Effect.map(RecoveryConfig, ({ everySeconds }) =>
    everySeconds === 0 ? Layer.empty : Singleton.make("Recovery", Effect.scoped(recovery))
  )
)
