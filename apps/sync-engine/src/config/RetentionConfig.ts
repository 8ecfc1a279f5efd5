import { Config, Context, Effect, Layer } from "effect"
import { variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const settings = Config.all({
  ledgerDays: variableOr(
    "LEDGER_DAYS",
    {
      example: "30",
      description: "how many days the ledger's pages, the inbox's finished rows and resolved alerts are kept"
    },
    30,
    wholeNumber(1, 36_500)
  ),
  runDays: variableOr(
    "RUN_DAYS",
    {
      example: "400",
      description: "how many days runs with their streams are kept, and what was discarded with its reason"
    },
    400,
    wholeNumber(1, 36_500)
  ),
  workflowHours: variableOr(
    "WORKFLOW_HOURS",
    { example: "72", description: "how many hours the cluster's messages of finished workflows are kept" },
    72,
    wholeNumber(1, 8760)
  )
})

/** For how long the engine remembers its own work. The data itself is never removed by age. */
export class RetentionConfig extends Context.Tag("@openfaith/sync-engine/RetentionConfig")<
  RetentionConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(RetentionConfig, Effect.flatMap(settings, Effect.succeed))
}
