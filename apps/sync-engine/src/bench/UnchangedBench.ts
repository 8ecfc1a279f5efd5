import { SqlClient } from "@effect/sql"
import { canonicalEntities } from "@openfaith/canonical"
import { Effect } from "effect"
import { usualEntities } from "../local/CompareWithTruth.ts"
import { type BenchOptions, emptyTables, readBefore, startChurch, withDatabase } from "./BenchStack.ts"
import { bounded } from "./Bounded.ts"
import { medianBy } from "./Figures.ts"
import { measureRun } from "./MeasureRun.ts"
import { printReport } from "./PrintReport.ts"
import { rounded } from "./Report.ts"

/** A transaction of now; rows written from here on carry a later one. */
const transactionNow = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ id: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as id`
  return row?.id ?? "0"
})

/** Canonical rows that were inserted or updated since, by what PostgreSQL itself notes on each row. */
const rowsWrittenSince = Effect.fnUntraced(function* (transaction: string) {
  const sql = yield* SqlClient.SqlClient
  let rows = 0
  for (const entity of usualEntities) {
    const [row] = yield* sql.unsafe<{ count: number }>(
      `select count(*)::int as count from canonical.${canonicalEntities[entity].table} where xmin::text::bigint >= $1`,
      [transaction]
    )
    rows += row?.count ?? 0
  }
  return rows
})

/** Full syncs of a church that did not change since its first one: what they cost, and that they write nothing. */
export const unchangedBench = ({ nodeFlags, rounds, ...given }: BenchOptions & { readonly rounds: number }) =>
  printReport(
    "unchanged",
    { ...given, rounds },
    bounded(
      "engine",
      given.people,
      Effect.gen(function* () {
        const church = yield* startChurch({ ...given, nodeFlags })
        const database = withDatabase(church.stack.databaseUrl)
        // Both find a source that has served all of it before: what that takes the source is not the difference to be measured.
        yield* readBefore(church.client, "read-before")
        yield* database(emptyTables)
        const first = yield* measureRun(church, "full")
        const before = yield* database(transactionNow)
        const again = measureRun(church, "full")
        const second = yield* again
        const others = yield* Effect.replicateEffect(again, rounds - 1)
        const median = medianBy([second, ...others], ({ seconds }) => -seconds)
        const entityRowsWritten = yield* database(rowsWrittenSince(before))
        const pace = ({ read, seconds }: typeof first) => read / seconds
        const toFirst = rounded(pace(median) / pace(first), 2)
        const row = (sync: string, run: typeof first) => ({
          sync,
          "records read": run.read,
          seconds: rounded(run.seconds, 2),
          "rows/s": Math.round(pace(run)),
          requests: run.requests,
          "CPU µs a row": rounded((run.cpuSeconds * 1e6) / run.read, 1),
          "rows written": run.written
        })
        return {
          people: given.people,
          toFirst,
          entityRowsWritten,
          table: [row("first", first), row("unchanged", median)],
          checks: [
            { what: "unchanged ÷ first, rows/s", seen: toFirst, atLeast: 2 },
            { what: "entity rows written", seen: entityRowsWritten, atMost: 0 }
          ]
        }
      }).pipe(Effect.scoped)
    )
  )
