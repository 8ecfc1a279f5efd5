import { Effect, Schema } from "effect"
import type { SimulatorAdmin } from "../local/SimulatorAdmin.ts"

const Windows = Schema.Array(
  Schema.Struct({ allowed: Schema.Int, refused: Schema.Int, utilisation: Schema.NullOr(Schema.Number) })
)

const Budgets = Schema.Record({
  key: Schema.String,
  value: Schema.Struct({
    limit: Schema.Int,
    periodSeconds: Schema.Number,
    firstRequestAt: Schema.NullOr(Schema.Date),
    refused: Schema.Int,
    windows: Windows
  })
})

/** A whole period of one user. */
export interface BudgetPeriod {
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly until: number
  /** Requests over what was allowed. */
  readonly share: number
}

/** How the request budgets of all users of the source were used. */
export interface BudgetUse {
  readonly refused: number
  /**
   * Requests over what was allowed, in periods from each user's first request on. The last period of each is left out, in
   * which the work ran out. Null when none was whole.
   */
  readonly share: number | null
  /** The whole periods, user after user. */
  readonly periods: ReadonlyArray<BudgetPeriod>
}

/** What was used of some periods, of one as much as of another; null of none. */
export const shareOf = (periods: ReadonlyArray<BudgetPeriod>): number | null =>
  periods.length === 0 ? null : periods.reduce((sum, { share }) => sum + share, 0) / periods.length

/** Reads from the simulator how the budgets were used since they were last forgotten. */
export const budgetUse = ({ call }: SimulatorAdmin): Effect.Effect<BudgetUse> =>
  Effect.flatMap(call("GET", "/_sim/budget"), (answer) =>
    Effect.orDie(Schema.decodeUnknown(Budgets)(answer))
  ).pipe(
    Effect.map((budgets) => {
      const users = Object.values(budgets)
      const periods = users.flatMap(({ firstRequestAt, periodSeconds, windows }) =>
        windows.slice(0, -1).map(({ utilisation }, index) => {
          const from = (firstRequestAt?.getTime() ?? 0) + index * periodSeconds * 1000
          return { from, until: from + periodSeconds * 1000, share: utilisation ?? 0 }
        })
      )
      return {
        refused: users.reduce((sum, { refused }) => sum + refused, 0),
        share: shareOf(periods),
        periods
      }
    })
  )

/** Makes the simulator forget how budgets were used; whoever asks next has all of theirs. */
export const forgetBudgets = ({ call }: SimulatorAdmin) => call("DELETE", "/_sim/budget")
