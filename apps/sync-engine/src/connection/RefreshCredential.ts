import { type Adapter, type AdapterError, isTransient } from "@openfaith/adapter-core"
import { Effect, Schedule } from "effect"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { ConnectionParked } from "./Connection.ts"

const passing = Schedule.exponential("500 millis").pipe(
  Schedule.union(Schedule.spaced("10 seconds")),
  Schedule.jittered,
  Schedule.whileInput((error: AdapterError) => isTransient(error))
)

/**
 * Replaces the credential that the upstream rejected and answers the version now stored. Whoever comes late, with a
 * version that was replaced meanwhile, is told the newer one without a refresh: a refresh token works only once.
 * A credential that cannot be refreshed parks the connection.
 */
export const refreshCredential = Effect.fn("Connection.refresh")(function* (options: {
  readonly adapter: Adapter
  readonly connectionId: string
  readonly rejectedVersion: number
}) {
  const connections = yield* ConnectionStore
  const { adapter, connectionId, rejectedVersion } = options

  const park = (reason: string) =>
    Effect.gen(function* () {
      yield* Effect.logError("connection parked").pipe(Effect.annotateLogs({ connectionId, reason }))
      yield* untilDatabaseAnswers(connections.park(connectionId, reason))
      return yield* new ConnectionParked({ connectionId, reason })
    })

  const stored = yield* connections.credential(connectionId).pipe(
    untilDatabaseAnswers,
    Effect.catchTag("SecretUnreadable", (error) => park(error.message))
  )
  if (stored.version > rejectedVersion) return { version: stored.version }
  if (stored.credential.type !== "oauth") return yield* park("the upstream refuses the personal access token")

  // A refresh token works only once: what came for it is stored, whoever has called off asking meanwhile.
  const exchange = adapter.refresh(stored.credential).pipe(
    Effect.flatMap((refreshed) =>
      untilDatabaseAnswers(connections.replaceCredential(connectionId, stored.version, refreshed))
    ),
    Effect.uninterruptible
  )
  const version = yield* exchange.pipe(
    Effect.retry(passing),
    Effect.catchAll((error) => park(error.message))
  )
  return { version }
})
