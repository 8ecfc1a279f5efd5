import { Config, Context, Effect, Layer } from "effect"
import { variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const settings = Config.all({
  everySeconds: variableOr(
    "RECOVERY_SECONDS",
    {
      example: "30",
      description:
        "how often dead letters whose time has come are tried again, in seconds; 0 for never, the same on every node"
    },
    30,
    wholeNumber(0, 86_400)
  ),
  batch: variableOr(
    "DEAD_LETTER_BATCH",
    {
      example: "100",
      description: "the most dead letters of one connection that are tried again in one pass"
    },
    100,
    wholeNumber(1, 10_000)
  )
})

/** How dead letters are tried again. */
export class RecoveryConfig extends Context.Tag("@openfaith/sync-engine/RecoveryConfig")<
  RecoveryConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(RecoveryConfig, Effect.flatMap(settings, Effect.succeed))
}
