import { SqlClient } from "@effect/sql"
import { Duration, Effect } from "effect"
import { type BenchOptions, startChurch, withDatabase } from "./BenchStack.ts"
import { bounded } from "./Bounded.ts"
import { budgetUse, forgetBudgets } from "./BudgetUse.ts"
import { groupSizesQuery, leastRequests } from "./LeastRequests.ts"
import { measureRun } from "./MeasureRun.ts"
import { printReport } from "./PrintReport.ts"
import { rounded } from "./Report.ts"

/** How the benchmark is made. */
export interface LimitBenchOptions extends BenchOptions {
  /** Milliseconds every answer is held back. */
  readonly latency: number
  /** Requests a period. */
  readonly limit: number
  /** Seconds of a period. */
  readonly period: number
}

/** A first full sync under a request limit, beside the least time that its requests can take. */
export const limitBench = ({ latency, limit, nodeFlags, period, ...given }: LimitBenchOptions) =>
  printReport(
    "limit",
    { ...given, latency, limit, period },
    bounded(
      "engine",
      given.people,
      Effect.gen(function* () {
        const church = yield* startChurch({
          ...given,
          nodeFlags,
          simulator: { latency, "rate-limit": limit, "rate-period": period }
        })
        const { admin } = church.stack.simulator
        yield* admin.call("DELETE", "/_sim/requests")
        yield* forgetBudgets(admin)
        const { requests, seconds } = yield* measureRun(church, "full")
        const refused = (yield* admin.requests).byStatus["429"] ?? 0
        const { periods, share } = yield* budgetUse(admin)
        const sizes = yield* Effect.flatMap(SqlClient.SqlClient, (sql) =>
          sql.unsafe<{ members: number }>(groupSizesQuery)
        ).pipe(withDatabase(church.stack.databaseUrl))
        const least = leastRequests(yield* admin.counts, sizes)
        const leastSeconds = (least * period) / limit
        const timeRatio = rounded(seconds / leastSeconds, 3)
        const shareUsed = rounded(share ?? 0, 4)
        return {
          people: given.people,
          shareUsed,
          timeRatio,
          refused,
          periods: periods.map(({ share }) => share),
          table: [
            {
              "least requests": least,
              requests,
              "least seconds": rounded(leastSeconds, 1),
              seconds: rounded(seconds, 1),
              "seconds ÷ least": timeRatio,
              "budget used, %": rounded(shareUsed * 100, 2),
              "answers 429": refused
            }
          ],
          checks: [
            { what: "share of the budget used while work remains", seen: shareUsed, atLeast: 0.97 },
            { what: "answers 429", seen: refused, atMost: 0 },
            { what: "time ÷ least possible", seen: timeRatio, atMost: 1.03 }
          ]
        }
      }).pipe(Effect.scoped),
      // A request for each of them is several times what it takes.
      Duration.seconds((given.people * period) / limit)
    )
  )
