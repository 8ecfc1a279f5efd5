import { SqlError } from "@effect/sql/SqlError"
import { ServiceUnavailable } from "@openfaith/sync-api"
import { Duration, Effect } from "effect"
import type { ForOrganization } from "../database/ForOrganization.ts"
import { absenceOf, brieflyRetried } from "../database/SqlFailure.ts"

/** The answer that the database is away, for this reason if it is known. */
export const databaseAway = (error?: SqlError) =>
  new ServiceUnavailable({
    retryAfterSeconds: 2,
    faults: [{ component: "database", message: absenceOf(error) }]
  })

/** For what a caller waits for: a few quick tries, then the answer that the database is away. */
export const answering = <A, E, R>(effect: Effect.Effect<A, E | SqlError, R>) =>
  effect.pipe(
    brieflyRetried,
    Effect.timeoutFail({ duration: Duration.seconds(10), onTimeout: () => databaseAway() }),
    Effect.catchAll((error) =>
      error instanceof SqlError
        ? Effect.zipRight(
            Effect.logError("database does not answer", error),
            Effect.fail(databaseAway(error))
          )
        : Effect.fail(error as Exclude<E, SqlError> | ServiceUnavailable)
    )
  )

/** The same for what concerns one organisation, held to its rows by PostgreSQL. */
export const answeringFor =
  (organization: ForOrganization["Type"]) =>
  <A, E, R>(orgId: string, effect: Effect.Effect<A, E | SqlError, R>) =>
    answering(organization.transaction(orgId, effect))
