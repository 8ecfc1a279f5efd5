import type { SqlError } from "@effect/sql/SqlError"
import { Effect } from "effect"
import { isRefusedRow, sqlState } from "../database/SqlFailure.ts"
import type { Delivered, InboxStore } from "./InboxStore.ts"

/**
 * Stores what was delivered with one statement, or, when the database will not have some event of it, each event by itself.
 * Answers those of which an event was refused; trying them again would come to the same.
 */
export const acceptTogether = <A extends Delivered>(
  inbox: Pick<InboxStore["Type"], "accept">,
  all: ReadonlyArray<A>
): Effect.Effect<ReadonlyArray<A>, SqlError> => {
  const eachOf = ({ connectionId, deliveries }: Delivered) =>
    Effect.forEach(deliveries, (delivery) =>
      inbox.accept([{ connectionId, deliveries: [delivery] }]).pipe(
        Effect.as(true),
        Effect.catchIf(isRefusedRow, (error) =>
          // What PostgreSQL says of it quotes it.
          Effect.logError("the database refuses an event").pipe(
            Effect.annotateLogs("code", sqlState(error)),
            Effect.as(false)
          )
        )
      )
    )
  const oneByOne = Effect.filter(all, (one) => Effect.map(eachOf(one), (taken) => taken.includes(false)))
  return inbox.accept(all).pipe(
    Effect.as([]),
    Effect.catchIf(isRefusedRow, () => oneByOne)
  )
}
