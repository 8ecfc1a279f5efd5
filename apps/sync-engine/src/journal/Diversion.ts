import { ServiceUnavailable } from "@openfaith/sync-api"
import { Context, DateTime, Effect, Layer, Option, Ref } from "effect"
import { DeliveryRefused } from "../webhooks/Intake.ts"
import { DeliveryJournal, type JournalUnavailable } from "./DeliveryJournal.ts"

/** A delivery whose signature is good. */
export interface SignedDelivery {
  readonly adapter: string
  readonly connectionId: string
  readonly rawBody: Uint8Array
}

const isUnstored = (error: unknown): error is DeliveryRefused | ServiceUnavailable =>
  error instanceof DeliveryRefused || error instanceof ServiceUnavailable

/**
 * The way of deliveries around a database that does not answer. From the first one that it could not take until the journal
 * has been ingested all go there, so that they stay in order and nobody waits for the database's silence. One that the database
 * refuses goes there alone.
 */
export class Diversion extends Context.Tag("@openfaith/sync-engine/Diversion")<
  Diversion,
  {
    /** Stores a delivery as told, or in the journal; nothing is answered when it went there. */
    readonly keeping: <A, E>(
      delivery: SignedDelivery,
      store: Effect.Effect<A, E | DeliveryRefused | ServiceUnavailable>
    ) => Effect.Effect<
      Option.Option<A>,
      Exclude<E, DeliveryRefused | ServiceUnavailable> | JournalUnavailable
    >
    readonly isOn: Effect.Effect<boolean>
    /** Deliveries go to the database again. */
    readonly end: Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.effect(
    Diversion,
    Effect.gen(function* () {
      const journal = yield* DeliveryJournal
      const isOn = yield* Ref.make(false)

      const divert = ({ adapter, connectionId, rawBody }: SignedDelivery) =>
        Effect.flatMap(DateTime.now, (receivedAt) =>
          journal.append({
            adapter,
            connectionId,
            receivedAt,
            body: Buffer.from(rawBody).toString("utf8")
          })
        )
      const begin = Effect.flatMap(Ref.getAndSet(isOn, true), (wasOn) =>
        Effect.unless(
          Effect.logError("the database does not answer: deliveries go to the journal"),
          () => wasOn
        )
      )

      return {
        keeping: (delivery, store) =>
          Effect.gen(function* () {
            if (!(yield* Ref.get(isOn))) {
              const stored = yield* Effect.catchIf(Effect.asSome(store), isUnstored, (error) =>
                error._tag === "DeliveryRefused" ? Effect.succeedNone : Effect.as(begin, Option.none())
              )
              if (Option.isSome(stored)) return stored
            }
            yield* divert(delivery)
            return Option.none()
          }),
        isOn: Ref.get(isOn),
        end: Ref.set(isOn, false)
      }
    })
  )
}
