import { Effect, type Scope } from "effect"

/** Some of the places that a node has for what it holds in memory. */
export interface Places {
  /** Waits for one more. */
  readonly take: Effect.Effect<void>
  readonly giveBack: (places: number) => Effect.Effect<void>
}

/** Places of somebody whose share is not bounded, but by how many there are in all; with the scope all are given back. */
export const placesOf = (all: Effect.Semaphore): Effect.Effect<Places, never, Scope.Scope> =>
  Effect.gen(function* () {
    let taken = 0
    const giveBack = (places: number) =>
      Effect.suspend(() => {
        taken -= places
        return Effect.asVoid(all.release(places))
      })
    yield* Effect.addFinalizer(() => Effect.suspend(() => giveBack(taken)))
    return {
      take: Effect.uninterruptibleMask((restore) =>
        Effect.map(restore(all.take(1)), () => {
          taken += 1
        })
      ),
      giveBack
    }
  })
