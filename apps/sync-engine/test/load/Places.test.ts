import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { placesOf } from "../../src/load/Places.ts"

const isFull = (all: Effect.Semaphore) =>
  all
    .withPermitsIfAvailable(1)(Effect.void)
    .pipe(Effect.map((free) => free._tag === "None"))

describe("places", () => {
  it.effect("are for all together, are waited for, and are given back with their scope", () =>
    Effect.gen(function* () {
      const all = yield* Effect.makeSemaphore(3)
      yield* Effect.gen(function* () {
        const one = yield* placesOf(all)
        yield* Effect.replicateEffect(one.take, 3)
        const other = yield* placesOf(all)
        const waiting = yield* Effect.fork(other.take)
        yield* Effect.yieldNow()
        assert.strictEqual((yield* Fiber.poll(waiting))._tag, "None")
        yield* one.giveBack(1)
        yield* Fiber.join(waiting)
        assert.isTrue(yield* isFull(all))
      }).pipe(Effect.scoped)
      yield* all
        .withPermitsIfAvailable(3)(Effect.void)
        .pipe(Effect.map((free) => assert.strictEqual(free._tag, "Some")))
    })
  )

  it.effect("are not lost with somebody who stops waiting", () =>
    Effect.gen(function* () {
      const all = yield* Effect.makeSemaphore(1)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const one = yield* placesOf(all)
          yield* one.take
          const waiting = yield* Effect.fork(one.take)
          yield* Effect.yieldNow()
          yield* Fiber.interrupt(waiting)
        })
      )
      assert.isFalse(yield* isFull(all))
    })
  )
})
