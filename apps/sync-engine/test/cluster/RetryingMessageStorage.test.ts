import { ClusterError, type MessageStorage, ShardId } from "@effect/cluster"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Ref, TestClock } from "effect"
import { surviving } from "../../src/cluster/RetryingMessageStorage.ts"
import { double } from "../support/Double.ts"

type Storage = MessageStorage.MessageStorage["Type"]

const away = new ClusterError.PersistenceError({ cause: new Error("Connection terminated unexpectedly") })
const shards = [ShardId.make("default", 1), ShardId.make("default", 2)]

/** A storage whose database comes back after so many resets of shards. */
const comingBack = (after: number) =>
  Effect.gen(function* () {
    const resets = yield* Ref.make(0)
    const storage = double<Storage>({
      unprocessedMessages: () => Effect.fail(away),
      resetShards: (shardIds) =>
        Effect.gen(function* () {
          assert.deepStrictEqual([...shardIds], shards)
          if ((yield* Ref.updateAndGet(resets, (count) => count + 1)) < after) return yield* away
        })
    })
    return { resets: Ref.get(resets), storage: surviving(storage, yield* Effect.scope) }
  })

describe("message storage", () => {
  it.scoped("has messages read again whose reading failed: they may be marked as read", () =>
    Effect.gen(function* () {
      const { resets, storage } = yield* comingBack(3)
      const read = yield* Effect.fork(Effect.flip(storage.unprocessedMessages(new Set(shards))))
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(read), away)
      assert.strictEqual(yield* resets, 3)
    })
  )

  it.scoped("resets shards in the end, also when nobody waits for it any more", () =>
    Effect.gen(function* () {
      const { resets, storage } = yield* comingBack(20)
      const waiting = yield* Effect.fork(Effect.timeoutOption(storage.resetShards(shards), "2 seconds"))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.join(waiting))._tag, "None")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* resets, 20)
    })
  )
})
