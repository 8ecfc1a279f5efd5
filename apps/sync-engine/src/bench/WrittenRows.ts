import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { canonicalEntities } from "@openfaith/canonical"
import { Effect, Redacted } from "effect"
import { usualEntities } from "../local/CompareWithTruth.ts"
import type { LocalStack } from "../local/LocalStack.ts"
import { BenchFailed } from "./BenchFailed.ts"

/** How many rows are in the canonical tables; fails when one of them has not as many as the source. */
export const writtenRows = (program: BenchFailed["program"], { databaseUrl, simulator }: LocalStack) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const counts = yield* simulator.admin.counts
    let rows = 0
    for (const entity of usualEntities) {
      const { table } = canonicalEntities[entity]
      const [row] = yield* sql<{
        count: number
      }>`select count(*)::int as count from ${sql(`canonical.${table}`)}`
      const count = row?.count ?? 0
      if (count !== counts[entity]) {
        const detail = `${count} rows of ${entity} instead of ${counts[entity]}`
        return yield* new BenchFailed({ program, reason: "rowsDiffer", detail })
      }
      rows += count
    }
    return rows
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(databaseUrl) })))
