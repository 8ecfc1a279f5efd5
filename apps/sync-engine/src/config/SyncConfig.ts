import { Config, Context, Effect, Layer } from "effect"
import { variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const settings = Config.all({
  maxConcurrentRuns: variableOr(
    "MAX_CONCURRENT_RUNS",
    { example: "8", description: "the most runs that the whole cluster works on at once" },
    8,
    wholeNumber(1, 1000)
  ),
  maxConcurrentRecords: variableOr(
    "MAX_CONCURRENT_RECORDS",
    {
      example: "100",
      description: "the most single records of a connection that the whole cluster looks at at once"
    },
    100,
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
    { example: "12", description: "how many parents are asked for their children at once by one stream" },
    12,
    wholeNumber(1, 64)
  ),
  overlapSeconds: variableOr(
    "DELTA_OVERLAP_SECONDS",
    { example: "60", description: "how far behind the last known change a delta begins" },
    60,
    wholeNumber(0, 86_400)
  ),
  fullEveryHours: variableOr(
    "FULL_EVERY_HOURS",
    {
      example: "24",
      description: "after how many hours without a full sync a delta becomes one; 0 for never"
    },
    24,
    wholeNumber(0, 8760)
  ),
  heldDeletionPercent: variableOr(
    "HELD_DELETION_PERCENT",
    {
      example: "5",
      description: "the share of an entity's records, in percent, above which deletions wait for a person"
    },
    5,
    wholeNumber(0, 100)
  ),
  heldDeletionMinimum: variableOr(
    "HELD_DELETION_MINIMUM",
    { example: "25", description: "so many deletions of an entity at once never wait for a person" },
    25,
    wholeNumber(0, 1_000_000)
  ),
  runBreakerPercent: variableOr(
    "RUN_BREAKER_PERCENT",
    {
      example: "20",
      description:
        "the share of a run's records, in percent, above which failures stop the run; 100 for never"
    },
    20,
    wholeNumber(0, 100)
  ),
  runBreakerMinimum: variableOr(
    "RUN_BREAKER_MINIMUM",
    { example: "100", description: "so many records a run reads at least before failures can stop it" },
    100,
    wholeNumber(1, 1_000_000)
  ),
  missingParentRequests: variableOr(
    "MISSING_PARENT_REQUESTS",
    {
      example: "20",
      description: "how many requests a run may spend on parents that its records miss; 0 to fetch none"
    },
    20,
    wholeNumber(0, 10_000)
  ),
  missingParentSeconds: variableOr(
    "MISSING_PARENT_SECONDS",
    { example: "300", description: "how long a run may fetch missing parents" },
    300,
    wholeNumber(1, 86_400)
  ),
  maxAttempts: variableOr(
    "MAX_ATTEMPTS",
    {
      example: "6",
      description: "how often a request that fails for a passing reason is sent before its stream fails"
    },
    6,
    wholeNumber(1, 100)
  ),
  probeSeconds: variableOr(
    "UPSTREAM_PROBE_SECONDS",
    { example: "30", description: "how often a source that does not answer at all is tried, in seconds" },
    30,
    wholeNumber(1, 3600)
  ),
  retryAfterSeconds: variableOr(
    "RETRY_AFTER_SECONDS",
    {
      example: "60",
      description:
        "the longest wait asked for by a source that a worker sits out, in seconds; longer ones are slept durably"
    },
    60,
    wholeNumber(0, 3600)
  )
})

/** The knobs of the sync itself. */
export class SyncConfig extends Context.Tag("@openfaith/sync-engine/SyncConfig")<
  SyncConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(SyncConfig, Effect.flatMap(settings, Effect.succeed))
}
