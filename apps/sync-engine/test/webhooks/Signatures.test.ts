import { SqlError } from "@effect/sql/SqlError"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted, TestClock } from "effect"
import { SubscriptionStore } from "../../src/stores/SubscriptionStore.ts"
import { Signatures } from "../../src/webhooks/Signatures.ts"
import { deliveryBody, signature } from "../support/Deliveries.ts"
import { double } from "../support/Double.ts"
import { layerFakeAdapter } from "../support/FakeAdapter.ts"

const connectionId = "8c2f7d5e-0c1b-5a55-9d3e-1f6f0a9b7c31"
const body = deliveryBody("people.v2.events.person.updated", "1")

/** Signatures over a store that can be told to hold other secrets, and counts how often it was asked. */
const setting = Effect.gen(function* () {
  const state = { secrets: ["first"], asked: 0, away: false }
  const store = double<SubscriptionStore["Type"]>({
    signers: (id) =>
      Effect.suspend(() => {
        state.asked += 1
        if (state.away) return Effect.fail(new SqlError({ cause: new Error("away") }))
        const known =
          id === connectionId
            ? Option.some({
                adapter: "pco",
                secrets: state.secrets.map((secret) => ({ eventName: "any", secret: Redacted.make(secret) }))
              })
            : Option.none()
        return Effect.succeed(known)
      })
  })
  const context = yield* Layer.build(
    Signatures.layer.pipe(Layer.provide([Layer.succeed(SubscriptionStore, store), layerFakeAdapter]))
  )
  const check = (
    secret: string,
    target: { readonly adapter?: string; readonly connectionId?: string } = {}
  ) =>
    Effect.flatMap(Signatures, (signatures) =>
      signatures.check({
        adapter: "pco",
        connectionId,
        headers: signature(body, secret),
        rawBody: Buffer.from(body),
        ...target
      })
    ).pipe(Effect.map(Option.isSome), Effect.provide(context))
  return { check, state }
})

describe("Signatures", () => {
  it.scoped("remembers secrets for some seconds", () =>
    Effect.gen(function* () {
      const { check, state } = yield* setting
      for (let index = 0; index < 5; index++) assert.isTrue(yield* check("first"))
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("11 seconds")
      state.secrets = ["second"]
      assert.isFalse(yield* check("first"))
      assert.isTrue(yield* check("second"))
      assert.strictEqual(state.asked, 2)
    })
  )

  it.scoped("looks again for a signature it does not know, but not at every forgery", () =>
    Effect.gen(function* () {
      const { check, state } = yield* setting
      assert.isTrue(yield* check("first"))
      state.secrets = ["first", "new"]
      assert.isFalse(yield* check("new"))
      yield* TestClock.adjust("3 seconds")
      assert.isTrue(yield* check("new"))
      assert.strictEqual(state.asked, 2)
      for (let index = 0; index < 100; index++) assert.isFalse(yield* check("forged"))
      assert.strictEqual(state.asked, 2)
      yield* TestClock.adjust("3 seconds")
      yield* Effect.all(
        Array.from({ length: 20 }, () => check("forged")),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(state.asked, 3)
    })
  )

  it.scoped("goes by what it knew last while the database is away", () =>
    Effect.gen(function* () {
      const { check, state } = yield* setting
      const other = { connectionId: "8c2f7d5e-0c1b-5a55-9d3e-1f6f0a9b7c32" }
      assert.isTrue(yield* check("first"))
      assert.isFalse(yield* check("first", other))
      state.away = true
      yield* TestClock.adjust("1 hour")
      assert.isTrue(yield* check("first"))
      assert.isFalse(yield* check("second"))
      assert.strictEqual((yield* Effect.flip(check("first", other)))._tag, "SqlError")
      state.away = false
      state.secrets = ["second"]
      yield* TestClock.adjust("11 seconds")
      assert.isFalse(yield* check("first"))
      assert.isTrue(yield* check("second"))
    })
  )

  it.scoped("knows no connection but those of the adapter", () =>
    Effect.gen(function* () {
      const { check, state } = yield* setting
      assert.isFalse(yield* check("first", { adapter: "ccb" }))
      assert.isFalse(yield* check("first", { connectionId: "not-a-uuid" }))
      assert.strictEqual(state.asked, 0)
      assert.isFalse(yield* check("first", { connectionId: "8c2f7d5e-0c1b-5a55-9d3e-1f6f0a9b7c32" }))
    })
  )
})
