import { Console, Effect } from "effect"
import { medianBy } from "./Figures.ts"

/**
 * Measures two programs, one after the other, `rounds` times and each time in the other order; tells their figures on
 * standard error. Answers the round with the median score, and the scores of all.
 */
export const inRounds = Effect.fnUntraced(function* <A, B, E1, E2, R1, R2>(
  rounds: number,
  one: Effect.Effect<A, E1, R1>,
  other: Effect.Effect<B, E2, R2>,
  score: (one: A, other: B) => number
) {
  const told = <C, E, R>(program: Effect.Effect<C, E, R>) =>
    Effect.tap(program, (figures) => Console.error(JSON.stringify(figures)))
  const a = told(one)
  const b = told(other)
  const round = Effect.fnUntraced(function* (index: number) {
    if (index % 2 === 0) return yield* Effect.all({ a, b })
    return yield* Effect.all({ b, a })
  })
  const first = yield* round(0)
  const others = yield* Effect.forEach(
    Array.from({ length: rounds - 1 }, (_, index) => index + 1),
    round
  )
  const scoreOf = ({ a, b }: typeof first) => score(a, b)
  const all = [first, ...others] as const
  return { ...medianBy(all, scoreOf), scores: all.map(scoreOf) }
})
