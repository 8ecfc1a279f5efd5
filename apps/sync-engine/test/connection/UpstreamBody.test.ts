import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { incomingBody } from "../../src/connection/UpstreamBody.ts"

/** Lets the fibers that are ready go on until they give way again. */
const step = Effect.promise(() => Promise.resolve())

// A fiber's turn on the event loop is two thousand operations; with fewer than ten, none comes to its end.
const turns = [10, 11, 12, 13, 14, 15]

describe("a body on its way", () => {
  for (const operations of turns) {
    it.live(`is had whole, wherever its reader gives way (${operations} operations a turn)`, () =>
      Effect.forEach(Array.from({ length: 12 }).keys(), (steps) =>
        Effect.gen(function* () {
          const body = incomingBody()
          body.push(Buffer.from("all of "))
          const reader = yield* Effect.fork(Effect.withMaxOpsBeforeYield(body.whole, operations))
          for (let taken = 0; taken < steps; taken++) yield* step
          body.push(Buffer.from("it"))
          body.end()
          const text = yield* Effect.timeout(Fiber.join(reader), "1 second")
          assert.strictEqual(String(text), "all of it")
        })
      )
    )
  }
})
