import { MessageStorage, SqlMessageStorage, Snowflake } from "@effect/cluster"
import type { ClusterError } from "@effect/cluster"
import { Effect, Fiber, Layer, Predicate, Schedule, type Scope } from "effect"
import { sqlState } from "../database/SqlFailure.ts"

type Storage = MessageStorage.MessageStorage["Type"]

const isPersistenceError = (error: unknown): error is ClusterError.PersistenceError =>
  Predicate.isTagged(error, "PersistenceError")

// unique_violation: an earlier try of ours did commit and only its answer was lost, or another node was first
const isStoredAlready = (error: unknown): boolean => isPersistenceError(error) && sqlState(error) === "23505"

const policy = Schedule.exponential("100 millis", 1.5).pipe(
  Schedule.union(Schedule.spaced("2 seconds")),
  Schedule.upTo("30 minutes")
)

const retrying = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.retry(effect, {
    schedule: policy,
    while: (error) => isPersistenceError(error) && !isStoredAlready(error)
  })

/**
 * The storage's methods, in versions that outlive an outage. To read a message also marks it as read, and one that is
 * marked is not read again for ten minutes, unless its shard is reset.
 */
export const surviving = (inner: Storage, scope: Scope.Scope) =>
  ({
    saveRequest: (message) => retrying(inner.saveRequest(message)),
    saveEnvelope: (message) =>
      retrying(inner.saveEnvelope(message)).pipe(Effect.catchIf(isStoredAlready, () => Effect.void)),
    saveReply: (reply) =>
      retrying(inner.saveReply(reply)).pipe(
        // callers in this process then read the stored reply instead of waiting for ours
        Effect.catchIf(isStoredAlready, () => inner.unregisterReplyHandler(reply.reply.requestId))
      ),
    clearReplies: (requestId) => retrying(inner.clearReplies(requestId)),
    requestIdForPrimaryKey: (options) => retrying(inner.requestIdForPrimaryKey(options)),
    repliesForUnfiltered: (requestIds) => retrying(inner.repliesForUnfiltered(requestIds)),
    // The marks may be there although their answer was lost; whoever works on one of the messages is not disturbed.
    unprocessedMessages: (shardIds) => {
      const shards = [...shardIds]
      return Effect.tapError(inner.unprocessedMessages(shards), () => retrying(inner.resetShards(shards)))
    },
    // The package gives up after two seconds; what the node before has read and not done would wait.
    resetShards: (shardIds) =>
      Effect.flatMap(Effect.forkIn(retrying(inner.resetShards([...shardIds])), scope), Fiber.join)
  }) satisfies Partial<Storage>

/**
 * Message storage that outlives an outage of the database. The stock one gives up after a second, and then a
 * workflow has failed for ever or waits for a reply that nobody stores (decision 0003).
 */
export const layer = Layer.scoped(
  MessageStorage.MessageStorage,
  Effect.gen(function* () {
    const storage = yield* SqlMessageStorage.make()
    // Changed in place: messages that were decoded earlier hold on to this very object.
    return Object.assign(storage, surviving({ ...storage }, yield* Effect.scope))
  })
).pipe(Layer.provide(Snowflake.layerGenerator))
