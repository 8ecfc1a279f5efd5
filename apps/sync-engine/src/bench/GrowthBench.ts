import { SqlClient } from "@effect/sql"
import { Console, Effect } from "effect"
import { type BenchOptions, startChurch, withDatabase } from "./BenchStack.ts"
import { bounded } from "./Bounded.ts"
import { figuresOf } from "./Figures.ts"
import { measureRun } from "./MeasureRun.ts"
import { printReport } from "./PrintReport.ts"
import { rounded } from "./Report.ts"
import { writtenRows } from "./WrittenRows.ts"

/** Megabytes that the tables of a schema hold on disk, with their indexes. */
const schemaMb = Effect.fnUntraced(function* (schema: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ bytes: number }>`
    select sum(pg_total_relation_size(c.oid))::float8 as bytes from pg_class c
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${schema} and c.relkind = 'r'`
  return Math.round((row?.bytes ?? 0) / 1e6)
})

const measureSize = (options: BenchOptions) =>
  bounded(
    "engine",
    options.people,
    Effect.gen(function* () {
      const church = yield* startChurch(options)
      const { after, before, requests, seconds } = yield* measureRun(church, "full")
      const rows = yield* writtenRows("engine", church.stack)
      const sizes = yield* Effect.all({ canonicalMb: schemaMb("canonical"), syncMb: schemaMb("sync") }).pipe(
        withDatabase(church.stack.databaseUrl)
      )
      return {
        people: options.people,
        ...figuresOf({ rows, seconds, requests, before, after }),
        ...sizes
      }
    }).pipe(
      Effect.scoped,
      Effect.tap((figures) => Console.error(JSON.stringify(figures)))
    )
  )

/** First full syncs of larger and larger churches, each in a stack of its own: what a row costs must not grow with them. */
export const growthBench = ({
  nodeFlags,
  sizes,
  ...given
}: Omit<BenchOptions, "people"> & { readonly sizes: ReadonlyArray<number> }) =>
  printReport(
    "growth",
    { ...given, sizes: sizes.join(", ") },
    Effect.gen(function* () {
      const measured = yield* Effect.forEach(sizes, (people) => measureSize({ ...given, nodeFlags, people }))
      const smallest = measured[0]
      const largest = measured.at(-1)
      if (smallest === undefined || largest === undefined)
        return yield* Effect.dieMessage("no size was given")
      const toSmallest = rounded(largest.cpuMicrosPerRow / smallest.cpuMicrosPerRow, 3)
      return {
        measured,
        toSmallest,
        table: measured.map((size) => ({
          people: size.people,
          rows: size.rows,
          seconds: size.seconds,
          "rows/s": size.rowsPerSecond,
          requests: size.requests,
          "CPU µs a row": size.cpuMicrosPerRow,
          "RSS MB": size.rssMb,
          "canonical MB": size.canonicalMb,
          "sync MB": size.syncMb
        })),
        checks: [
          { what: "CPU a row, largest ÷ smallest", seen: toSmallest, atMost: 1.15 },
          { what: "RSS of the node at the largest, MB", seen: largest.rssMb, atMost: 450 }
        ]
      }
    })
  )
