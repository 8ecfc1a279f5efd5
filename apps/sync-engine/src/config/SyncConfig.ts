import { Config, Context, Effect, Layer } from "effect"
import { variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const settings = Config.all({
  maxConcurrentRuns: variableOr(
    "MAX_CONCURRENT_RUNS",
    { example: "8", description: "the most runs that the whole cluster works on at once" },
    8,
    wholeNumber(1, 1000)
  ),
  windowPages: variableOr(
    "WINDOW_PAGES",
    { example: "1000", description: "the most pages that one durable step handles" },
    1000,
    wholeNumber(1, 100_000)
  ),
  windowSeconds: variableOr(
    "WINDOW_SECONDS",
    { example: "60", description: "the longest that one durable step works before it is recorded" },
    60,
    wholeNumber(1, 3600)
  ),
  parentsInFlight: variableOr(
    "PARENTS_IN_FLIGHT",
    { example: "6", description: "how many parents are asked for their children at once by one stream" },
    6,
    wholeNumber(1, 64)
  ),
  maxAttempts: variableOr(
    "MAX_ATTEMPTS",
    {
      example: "6",
      description: "how often a request that fails for a passing reason is sent before its stream fails"
    },
    6,
    wholeNumber(1, 100)
  )
})

/** The knobs of the sync itself. */
export class SyncConfig extends Context.Tag("@openfaith/sync-engine/SyncConfig")<
  SyncConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(SyncConfig, Effect.flatMap(settings, Effect.succeed))
}
