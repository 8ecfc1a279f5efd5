import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import * as RequestBudget from "../connection/RequestBudget.ts"
import { dieOnBadRow } from "../database/Rows.ts"

const SavedBudget = Schema.Struct({
  requestLimit: Schema.Int,
  periodSeconds: Schema.Int,
  slots: Schema.Array(Schema.Struct({ freeAt: Schema.Number, count: Schema.Int })),
  agoMillis: Schema.Number
})

/** Remembers what a connection has spent, by the database's clock, so that its next owner does not spend it again. */
export class BudgetStore extends Context.Tag("@openfaith/sync-engine/BudgetStore")<
  BudgetStore,
  {
    readonly load: (
      connectionId: string
    ) => Effect.Effect<Option.Option<RequestBudget.RequestBudget>, SqlError>
    readonly save: (
      connectionId: string,
      budget: RequestBudget.RequestBudget
    ) => Effect.Effect<void, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    BudgetStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findOne({
        Request: Schema.String,
        Result: SavedBudget,
        execute: (id) => sql`
          select request_limit, period_seconds, slots,
            extract(epoch from clock_timestamp() - saved_at)::float8 * 1000 as ago_millis
          from sync.budgets where connection_id = ${id}`
      })
      return {
        load: (connectionId) =>
          Effect.gen(function* () {
            const saved = yield* dieOnBadRow(find(connectionId))
            const now = yield* Clock.currentTimeMillis
            return Option.map(saved, ({ agoMillis, periodSeconds, requestLimit, slots }) =>
              RequestBudget.fromSaved(requestLimit, periodSeconds, slots, Math.max(0, agoMillis), now)
            )
          }),
        save: (connectionId, budget) =>
          Effect.gen(function* () {
            const now = yield* Clock.currentTimeMillis
            yield* sql`
              insert into sync.budgets (connection_id, request_limit, period_seconds, slots, saved_at)
              values (
                ${connectionId}, ${budget.limit}, ${budget.periodMillis / 1000},
                ${JSON.stringify(RequestBudget.toSaved(budget, now))}, clock_timestamp()
              )
              on conflict (connection_id) do update set
                request_limit = excluded.request_limit, period_seconds = excluded.period_seconds,
                slots = excluded.slots, saved_at = excluded.saved_at`
          })
      }
    })
  )
}
