import { Singleton } from "@effect/cluster"
import { Effect, Layer } from "effect"
import { forever } from "../cluster/Forever.ts"
import { ScheduleConfig } from "../config/ScheduleConfig.ts"
import { Pressure } from "../load/Pressure.ts"
import { raiseAlerts } from "./RaiseAlerts.ts"
import { startDueRuns } from "./StartDueRuns.ts"

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
            Effect.all(
              [
                Effect.flatMap(Pressure, ({ below }) =>
                  forever("start of due runs", "1 second", below("high")(startDueRuns))
                ),
                forever("look for alerts", "15 seconds", raiseAlerts)
              ],
              {
                concurrency: "unbounded",
                discard: true
              }
            )
          )
        )
      : Layer.empty
  )
)
