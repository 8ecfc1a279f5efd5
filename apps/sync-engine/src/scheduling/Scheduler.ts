import { Singleton } from "@effect/cluster"
import type { SqlError } from "@effect/sql/SqlError"
import { type Duration, Effect, Layer, Schedule } from "effect"
import { ScheduleConfig } from "../config/ScheduleConfig.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { raiseAlerts } from "./RaiseAlerts.ts"
import { startDueRuns } from "./StartDueRuns.ts"

/** Again and again, whatever happens: the database may be away, and a defect must not end all schedules. */
const over = <A, R>(work: Effect.Effect<A, SqlError, R>, spacing: Duration.DurationInput) =>
  untilDatabaseAnswers(work).pipe(
    Effect.repeat(Schedule.spaced(spacing)),
    Effect.sandbox,
    Effect.tapError((cause) => Effect.logError("scheduler failed and looks again", cause)),
    Effect.retry(Schedule.spaced(spacing)),
    Effect.orDie
  )

/**
 * Queues runs when they are due and tells what is stale. There is one in the cluster, and it remembers nothing: what is
 * due follows from the runs that have ended, so the next one goes on where this one was (decision 0011).
 */
export const Scheduler = Layer.unwrapEffect(
  Effect.map(ScheduleConfig, ({ isOn }) =>
    isOn
      ? Singleton.make(
          "Scheduler",
          Effect.zipRight(
            Effect.logInfo("scheduler runs on this node"),
            Effect.all([over(startDueRuns, "1 second"), over(raiseAlerts, "15 seconds")], {
              concurrency: "unbounded",
              discard: true
            })
          )
        )
      : Layer.empty
  )
)
