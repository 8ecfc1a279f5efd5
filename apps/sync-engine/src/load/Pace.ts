import { Clock, Effect, Ref } from "effect"

/**
 * How many more may be begun now: so many a second, however seldom it is asked; at least one, and never what more seconds
 * than these would have allowed.
 */
export const pace = (perSecond: number, mostSeconds: number): Effect.Effect<Effect.Effect<number>> =>
  Effect.gen(function* () {
    const askedAt = yield* Ref.make(yield* Clock.currentTimeMillis)
    return Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const seconds = (now - (yield* Ref.getAndSet(askedAt, now))) / 1000
      return Math.max(1, Math.round(perSecond * Math.min(seconds, mostSeconds)))
    })
  })
