import { Config, Context, Effect, Either, Layer } from "effect"
import type { Steps, Thresholds } from "../load/PressureLevel.ts"
import { variableOr, wholeNumber } from "./EnvironmentVariable.ts"

/** Three whole numbers, each larger than the one before. */
const steps = (value: string): Either.Either<Steps, string> => {
  const [elevated, high, critical, ...others] = value.split(",").map(Number)
  const isAscending =
    elevated !== undefined &&
    high !== undefined &&
    critical !== undefined &&
    others.length === 0 &&
    [elevated, high, critical].every((step) => Number.isInteger(step) && step > 0) &&
    elevated < high &&
    high < critical
  return isAscending
    ? Either.right([elevated, high, critical])
    : Either.left("must be three whole numbers, each larger than the one before, such as 75,85,95")
}

const settings = Config.all({
  pagesInFlight: variableOr(
    "PAGES_IN_FLIGHT",
    { example: "32", description: "the most answers that a node awaits from its sources at once" },
    32,
    wholeNumber(1, 1000)
  ),
  pagesHeld: variableOr(
    "PAGES_HELD",
    {
      example: "32",
      description:
        "the most pages of lists that a node holds which are asked for or fetched, and not written yet"
    },
    32,
    wholeNumber(1, 1000)
  ),
  streamsAtOnce: variableOr(
    "STREAMS_AT_ONCE",
    {
      example: "64",
      description: "the most streams that a node works on at once; others wait until it is their run's turn"
    },
    64,
    wholeNumber(1, 10_000)
  ),
  thresholds: Config.all({
    heapPercent: variableOr<Steps>(
      "PRESSURE_HEAP_PERCENT",
      {
        example: "75,85,95",
        description:
          "from how much of its heap limit on, in percent, a node slows down, refuses new runs, and takes no new work"
      },
      [75, 85, 95],
      steps
    ),
    delayMillis: variableOr<Steps>(
      "PRESSURE_DELAY_MILLIS",
      {
        example: "250,1000,3000",
        description: "the same for the delay of its event loop, in milliseconds"
      },
      [250, 1000, 3000],
      steps
    )
  }) satisfies Config.Config<Thresholds>
})

/** How much a node takes on. */
export class PressureConfig extends Context.Tag("@openfaith/sync-engine/PressureConfig")<
  PressureConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(PressureConfig, Effect.flatMap(settings, Effect.succeed))
}
