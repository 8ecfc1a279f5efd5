import { Config, Context, Effect, Layer } from "effect"
import { variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const settings = Config.all({
  silenceSeconds: variableOr(
    "WATCHDOG_SILENCE_SECONDS",
    {
      example: "120",
      description: "after how many seconds without a word from any worker a run is looked after"
    },
    120,
    wholeNumber(30, 86_400)
  ),
  stuckMinutes: variableOr(
    "STUCK_MINUTES",
    {
      example: "15",
      description: "after how many minutes without progress, though nothing is waited for, an alert is opened"
    },
    15,
    wholeNumber(1, 10_080)
  )
})

/** When a run that does not move is taken for more than slow. */
export class WatchdogConfig extends Context.Tag("@openfaith/sync-engine/WatchdogConfig")<
  WatchdogConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(WatchdogConfig, Effect.flatMap(settings, Effect.succeed))
}
