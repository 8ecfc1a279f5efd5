import { Console, Duration, Effect } from "effect"
import { BenchFailed } from "./BenchFailed.ts"
import { type Figures, medianRound, ratioToCeiling } from "./Figures.ts"
import { measureCeiling } from "./MeasureCeiling.ts"
import { measureEngine } from "./MeasureEngine.ts"

/** How large the benchmark is. */
export interface FullBenchOptions {
  readonly people: number
  readonly seed: number
  /** How often both programs run; the figures are those of the round with the median ratio. */
  readonly rounds: number
  /** Flags of Node itself for the engine's node. */
  readonly nodeFlags: ReadonlyArray<string>
}

const within = (people: number) => Duration.minutes(5 + people / 5_000)

const told = <E, R>(
  program: BenchFailed["program"],
  people: number,
  measured: Effect.Effect<Figures, E, R>
) =>
  Effect.gen(function* () {
    yield* Console.error(`${program}: ${people} people …`)
    const figures = yield* Effect.timeoutFail(measured, {
      duration: within(people),
      onTimeout: () =>
        new BenchFailed({ program, reason: "timedOut", detail: Duration.format(within(people)) })
    })
    yield* Console.error(`${program}: ${JSON.stringify(figures)}`)
    return figures
  })

/**
 * A first full sync of one church beside the ceiling. Each program has a PostgreSQL and a simulated Planning Center of
 * its own, freshly started, so that neither finds caches warmed by the other; no limit, no latency. The order changes
 * from round to round.
 */
export const fullBench = Effect.fn("fullBench")(function* ({
  nodeFlags,
  people,
  rounds,
  seed
}: FullBenchOptions) {
  const simulator = { people, seed, "rate-limit": 0, latency: 0, "request-log": 1 }
  const engine = told("engine", people, measureEngine({ simulator, nodeFlags }))
  const ceiling = told("ceiling", people, measureCeiling({ simulator }))

  const round = Effect.fnUntraced(function* (engineFirst: boolean) {
    if (engineFirst) return yield* Effect.all({ engine, ceiling })
    return yield* Effect.all({ ceiling, engine })
  })
  const first = yield* round(true)
  const others = yield* Effect.forEach(
    Array.from({ length: rounds - 1 }, (_, index) => index % 2 === 1),
    round
  )

  const median = medianRound([first, ...others])
  yield* Console.log(
    JSON.stringify({
      people,
      ...median.engine,
      ceiling: median.ceiling,
      ratioToCeiling: ratioToCeiling(median),
      ratios: [first, ...others].map(ratioToCeiling)
    })
  )
})
