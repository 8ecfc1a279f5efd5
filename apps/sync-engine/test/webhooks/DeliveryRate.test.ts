import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { DeliveryRate } from "../../src/webhooks/DeliveryRate.ts"

const come = (deliveries: number) =>
  Effect.flatMap(DeliveryRate, ({ count }) => Effect.replicateEffect(count, deliveries))

/** Whether work goes on at once. */
const goesOn = Effect.gen(function* () {
  const waiting = yield* Effect.flatMap(DeliveryRate, (rate) => rate.yieldToDeliveries).pipe(Effect.fork)
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
})
