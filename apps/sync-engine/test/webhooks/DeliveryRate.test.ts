import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { DeliveryRate } from "../../src/webhooks/DeliveryRate.ts"

const come = (deliveries: number) =>
  Effect.flatMap(DeliveryRate, ({ count }) => Effect.replicateEffect(count, deliveries))

const yieldToDeliveries = Effect.flatMap(DeliveryRate, (rate) => rate.yieldToDeliveries)

/** Whether work goes on at once. */
const goesOn = Effect.gen(function* () {
  const waiting = yield* yieldToDeliveries.pipe(Effect.scoped, Effect.fork)
  yield* TestClock.adjust("0 millis")
  const exit = yield* Fiber.poll(waiting)
  yield* TestClock.adjust("1 second")
  yield* Fiber.join(waiting)
  return exit._tag === "Some"
})

describe("DeliveryRate", () => {
  it.effect("lets work wait a second while many deliveries come in, and not when they were", () =>
    Effect.gen(function* () {
      assert.isTrue(yield* goesOn)
      yield* come(24)
      assert.isTrue(yield* goesOn)
      yield* come(25)
      assert.isFalse(yield* goesOn)
      assert.isTrue(yield* goesOn)
      yield* come(25)
      yield* TestClock.adjust("500 millis")
      assert.isFalse(yield* goesOn)
    }).pipe(Effect.provide(DeliveryRate.layer))
  )

  it.effect(
    "lets work be done one after the other then, but keeps nobody waiting for one that takes long",
    () =>
      Effect.gen(function* () {
        yield* come(25)
        const done: Array<string> = []
        const begin = (name: string, millis: number) =>
          Effect.zipRight(
            yieldToDeliveries,
            Effect.delay(
              Effect.sync(() => done.push(name)),
              millis
            )
          ).pipe(Effect.scoped, Effect.fork, Effect.zipRight(TestClock.adjust("1 millis")))
        yield* begin("short", 100)
        yield* begin("long", 60_000)
        yield* begin("last", 100)
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(done, [])
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(done, ["short"])
        yield* TestClock.adjust("5 seconds")
        assert.deepStrictEqual(done, ["short", "last"])
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(done, ["short", "last", "long"])
      }).pipe(Effect.provide(DeliveryRate.layer))
  )
})
