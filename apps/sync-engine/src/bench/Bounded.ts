import { Console, Duration, Effect } from "effect"
import { BenchFailed } from "./BenchFailed.ts"

/** Says on standard error what is measured, and gives up on what takes too long for so many people. */
export const bounded = <A, E, R>(
  program: BenchFailed["program"],
  people: number,
  measured: Effect.Effect<A, E, R>
) => {
  const within = Duration.minutes(5 + people / 5_000)
  return Effect.gen(function* () {
    yield* Console.error(`${program}: ${people} people …`)
    return yield* Effect.timeoutFail(measured, {
      duration: within,
      onTimeout: () => new BenchFailed({ program, reason: "timedOut", detail: Duration.format(within) })
    })
  })
}
