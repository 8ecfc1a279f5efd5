import type { SqlError } from "@effect/sql/SqlError"
import type { WebhookDelivery } from "@openfaith/adapter-core"
import { Cause, Context, Deferred, Effect, Exit, Layer, Option, Queue } from "effect"
import { isRefusedRow } from "../database/SqlFailure.ts"
import { InboxStore } from "../stores/InboxStore.ts"

// Whoever comes when so many wait is held up, and with it the source.
const mostWaiting = 2_000
const mostTogether = 200

interface Waiting {
  readonly connectionId: string
  readonly deliveries: ReadonlyArray<WebhookDelivery>
  readonly written: Deferred.Deferred<void, SqlError>
}

const isRefusal = Exit.match({
  onSuccess: () => false,
  onFailure: (cause: Cause.Cause<SqlError>) => Option.exists(Cause.failureOption(cause), isRefusedRow)
})

/** The way into the inbox for deliveries: those that come while a statement is under way go with the next one together. */
export class Intake extends Context.Tag("@openfaith/sync-engine/Intake")<
  Intake,
  {
    /** Answers when the deliveries are stored for good. */
    readonly accept: (
      connectionId: string,
      deliveries: ReadonlyArray<WebhookDelivery>
    ) => Effect.Effect<void, SqlError>
  }
>() {
  static readonly layer = Layer.scoped(
    Intake,
    Effect.gen(function* () {
      const inbox = yield* InboxStore
      const queue = yield* Queue.bounded<Waiting>(mostWaiting)
      const write = (together: ReadonlyArray<Waiting>): Effect.Effect<void> =>
        Effect.flatMap(Effect.exit(inbox.accept(together)), (exit) =>
          // One that the database will not have is no reason to refuse the others.
          together.length > 1 && isRefusal(exit)
            ? Effect.forEach(together, (one) => write([one]), { discard: true })
            : Effect.forEach(together, ({ written }) => Deferred.done(written, Exit.asVoid(exit)), {
                discard: true
              })
        )
      yield* Queue.takeBetween(queue, 1, mostTogether).pipe(
        Effect.flatMap((waiting) => write([...waiting])),
        Effect.forever,
        Effect.forkScoped
      )
      return {
        accept: (connectionId, deliveries) =>
          Effect.gen(function* () {
            const written = yield* Deferred.make<void, SqlError>()
            yield* Queue.offer(queue, { connectionId, deliveries, written })
            yield* Deferred.await(written)
          })
      }
    })
  )
}
