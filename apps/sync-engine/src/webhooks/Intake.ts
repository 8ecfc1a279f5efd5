import type { SqlError } from "@effect/sql/SqlError"
import type { WebhookDelivery } from "@openfaith/adapter-core"
import { Context, Deferred, Effect, Exit, Layer, Queue, Schema } from "effect"
import { acceptTogether } from "../stores/AcceptTogether.ts"
import { InboxStore } from "../stores/InboxStore.ts"
import { DeliveryRate } from "./DeliveryRate.ts"

/** The database is there and will not have the delivery, now or later. */
export class DeliveryRefused extends Schema.TaggedError<DeliveryRefused>()("DeliveryRefused", {}) {
  override get message(): string {
    return "the database refuses the delivery"
  }
}

// Whoever comes when so many wait is held up, and with it the source.
const mostWaiting = 2_000
const mostTogether = 200

interface Waiting {
  readonly connectionId: string
  readonly deliveries: ReadonlyArray<WebhookDelivery>
  readonly written: Deferred.Deferred<void, DeliveryRefused | SqlError>
}

/** The way into the inbox for deliveries: those that come while a statement is under way go with the next one together. */
export class Intake extends Context.Tag("@openfaith/sync-engine/Intake")<
  Intake,
  {
    /** Answers when the deliveries are stored for good. */
    readonly accept: (
      connectionId: string,
      deliveries: ReadonlyArray<WebhookDelivery>
    ) => Effect.Effect<void, DeliveryRefused | SqlError>
  }
>() {
  static readonly layer = Layer.scoped(
    Intake,
    Effect.gen(function* () {
      const inbox = yield* InboxStore
      const rate = yield* DeliveryRate
      const queue = yield* Queue.bounded<Waiting>(mostWaiting)
      const write = (together: ReadonlyArray<Waiting>) =>
        Effect.flatMap(Effect.exit(acceptTogether(inbox, together)), (exit) =>
          Effect.forEach(
            together,
            (one) =>
              Deferred.done(
                one.written,
                Exit.flatMap(exit, (refused) =>
                  refused.includes(one) ? Exit.fail(new DeliveryRefused()) : Exit.void
                )
              ),
            { discard: true }
          )
        )
      yield* Queue.takeBetween(queue, 1, mostTogether).pipe(
        Effect.flatMap((waiting) => write([...waiting])),
        Effect.forever,
        Effect.forkScoped
      )
      return {
        accept: (connectionId, deliveries) =>
          Effect.gen(function* () {
            yield* rate.count
            const written = yield* Deferred.make<void, DeliveryRefused | SqlError>()
            yield* Queue.offer(queue, { connectionId, deliveries, written })
            yield* Deferred.await(written)
          })
      }
    })
  ).pipe(Layer.provide(DeliveryRate.layer))
}
