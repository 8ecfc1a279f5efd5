import { Activity, DurableClock } from "@effect/workflow"
import { Duration, Effect, Schema } from "effect"
import type { RetryLater } from "../connection/Connection.ts"

/** What a durable step answers when its source wants to be left alone for longer than a worker sits out. */
export const Wait = Schema.Struct({ waitSeconds: Schema.Number })
/** @see {@link Wait} */
export type Wait = typeof Wait.Type

/** Whether a step answered that. */
export const isWait = Schema.is(Wait)

/** The wait that a source asked for. */
export const waitOf = ({ seconds }: RetryLater): Wait => ({ waitSeconds: seconds })

/**
 * Sleeps without a worker: the workflow is put away and wakes up wherever the cluster has it by then. `name` is of one sleep
 * of one workflow.
 */
export const sleepDurably = (name: string, { waitSeconds }: Wait) =>
  DurableClock.sleep({
    name: `Wait/${name}`,
    duration: Duration.seconds(waitSeconds),
    inMemoryThreshold: Duration.millis(1)
  })

/** A durable step that begins again after each wait that its source asks for, however often. */
export const patiently = Effect.fnUntraced(function* <R>(
  name: string,
  step: Effect.Effect<void, RetryLater, R>
) {
  for (let turn = 1; ; turn++) {
    const outcome = yield* Activity.make({
      name: turn === 1 ? name : `${name}/${turn}`,
      success: Schema.Union(Schema.Void, Wait),
      execute: Effect.catchAll(Effect.asVoid(step), (later) => Effect.succeed(waitOf(later)))
    })
    if (!isWait(outcome)) return
    yield* sleepDurably(`${name}/${turn}`, outcome)
  }
})
