import type { SqlError } from "@effect/sql/SqlError"
import { Effect, FiberMap } from "effect"
import * as FairSemaphore from "../load/FairSemaphore.ts"

/**
 * Makes a look at what is due: each connection found is worked on by itself, so many at once, because a source that answers
 * slowly must not keep the others waiting. One that is still being worked on is left alone.
 */
export const perConnection = Effect.fnUntraced(function* <E1, R1, E2, R2>(options: {
  /** Names the work in the log. */
  readonly name: string
  readonly atOnce: number
  readonly due: Effect.Effect<ReadonlyArray<string>, E1 | SqlError, R1>
  readonly work: (connectionId: string) => Effect.Effect<unknown, E2, R2>
}) {
  const { atOnce, due, name, work } = options
  const turn = FairSemaphore.make(atOnce)
  const working = yield* FiberMap.make<string>()
  const begin = (connectionId: string) =>
    work(connectionId).pipe(
      turn.withPermit(),
      Effect.tapErrorCause((cause) => Effect.logError(`${name} failed`, cause)),
      Effect.annotateLogs({ connectionId })
    )
  return Effect.flatMap(
    due,
    Effect.forEach((id) => FiberMap.run(working, id, begin(id), { onlyIfMissing: true }), { discard: true })
  )
})
