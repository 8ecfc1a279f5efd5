import type { SqlError } from "@effect/sql/SqlError"
import { Effect, Predicate } from "effect"

/** Leaves only the database's own failures: a row that this program cannot read is its own defect. */
export const dieOnBadRow = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, Extract<E, SqlError>, R> =>
  Effect.catchAll(effect, (error) =>
    Predicate.isTagged(error, "SqlError") ? Effect.fail(error as Extract<E, SqlError>) : Effect.die(error)
  )
