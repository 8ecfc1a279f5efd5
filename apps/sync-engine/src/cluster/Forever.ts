import type { SqlError } from "@effect/sql/SqlError"
import { type Duration, Effect, Schedule } from "effect"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"

/**
 * What a singleton does again and again, whatever happens: it waits for a database that is away, and a defect is logged and
 * ends nothing.
 */
export const forever = <A, R>(
  /** Names the work in the log. */
  name: string,
  spacing: Duration.DurationInput,
  work: Effect.Effect<A, SqlError, R>
) =>
  untilDatabaseAnswers(work).pipe(
    Effect.repeat(Schedule.spaced(spacing)),
    Effect.sandbox,
    Effect.tapError((cause) => Effect.logError(`${name} failed and begins again`, cause)),
    Effect.retry(Schedule.spaced("1 second")),
    Effect.orDie
  )
