import { Effect, Schema } from "effect"
import type { SimulatorAdmin } from "../local/SimulatorAdmin.ts"

const Windows = Schema.Array(
  Schema.Struct({ allowed: Schema.Int, refused: Schema.Int, utilisation: Schema.NullOr(Schema.Number) })
)

const Budgets = Schema.Record({
  key: Schema.String,
  value: Schema.Struct({ limit: Schema.Int, refused: Schema.Int, windows: Windows })
})

/** How the request budgets of all users of the source were used. */
export interface BudgetUse {
  readonly refused: number
  /**
   * Requests over what was allowed, in periods from each user's first request on. The last period of each is left out, in
   * which the work ran out. Null when none was whole.
   */
  readonly share: number | null
  /** The shares of the whole periods, user after user. */
  readonly periods: ReadonlyArray<number>
}

/** Reads from the simulator how the budgets were used since they were last forgotten. */
export const budgetUse = ({ call }: SimulatorAdmin): Effect.Effect<BudgetUse> =>
  Effect.flatMap(call("GET", "/_sim/budget"), (answer) =>
    Effect.orDie(Schema.decodeUnknown(Budgets)(answer))
  ).pipe(
    Effect.map((budgets) => {
      const users = Object.values(budgets)
      const whole = users.flatMap(({ windows }) => windows.slice(0, -1))
      const periods = whole.map(({ utilisation }) => utilisation ?? 0)
      return {
        refused: users.reduce((sum, { refused }) => sum + refused, 0),
        share: periods.length === 0 ? null : periods.reduce((sum, one) => sum + one, 0) / periods.length,
        periods
      }
    })
  )

/** Makes the simulator forget how budgets were used; whoever asks next has all of theirs. */
export const forgetBudgets = ({ call }: SimulatorAdmin) => call("DELETE", "/_sim/budget")
