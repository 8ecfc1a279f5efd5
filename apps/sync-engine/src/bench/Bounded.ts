import { Console, Duration, Effect } from "effect"
import { BenchFailed } from "./BenchFailed.ts"

/**
 * Says on standard error what is measured, and gives up on what takes too long for so many people, and for what they have to
 * wait for besides.
 */
export const bounded = <A, E, R>(
  program: BenchFailed["program"],
  people: number,
  measured: Effect.Effect<A, E, R>,
  besides: Duration.Duration = Duration.zero
) => {
  const within = Duration.sum(Duration.minutes(5 + people / 5_000), besides)
  return Effect.gen(function* () {
    yield* Console.error(`${program}: ${people} people …`)
    return yield* Effect.timeoutFail(measured, {
      duration: within,
      onTimeout: () => new BenchFailed({ program, reason: "timedOut", detail: Duration.format(within) })
    })
  })
}
