import { SqlClient } from "@effect/sql"
import { canonicalEntities, type CanonicalEntityName, canonicalEntityNames } from "@openfaith/canonical"
import { Effect } from "effect"
import type { SimulatorAdmin } from "./SimulatorAdmin.ts"
import { expectedRow } from "./Truth.ts"

/** How one entity's rows compare with the source. */
export interface Comparison {
  readonly entity: CanonicalEntityName
  readonly source: number
  readonly canonical: number
  /** Records of the source that have no row. */
  readonly missing: ReadonlyArray<string>
  /** Rows that the source has no record of. */
  readonly surplus: ReadonlyArray<string>
  /** Rows that differ, the first few in words. */
  readonly different: ReadonlyArray<string>
}

/** Whether every record has its row, every row its record, and all columns agree. */
export const isEqual = ({ different, missing, surplus }: Comparison): boolean =>
  missing.length === 0 && surplus.length === 0 && different.length === 0

const commonFields = [
  { field: "id", column: "id", pgType: "uuid" },
  { field: "sourceCreatedAt", column: "source_created_at", pgType: "timestamptz" },
  { field: "sourceUpdatedAt", column: "source_updated_at", pgType: "timestamptz" }
]

// PostgreSQL writes a timestamp its own way; the source's has whole seconds.
const asJson = ({ column, field, pgType }: { field: string; column: string; pgType: string }): string =>
  pgType === "timestamptz"
    ? `'${field}', to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
    : `'${field}', ${column}`

/** The entities of every run; Attendance is read only when a run names it. */
export const usualEntities = canonicalEntityNames.filter((entity) => entity !== "Attendance")

/** Compares an organisation's living rows with the simulator's truth: every row and every column of these entities. */
export const compareWithTruth = Effect.fn("compareWithTruth")(function* (
  orgId: string,
  admin: SimulatorAdmin,
  entities: ReadonlyArray<CanonicalEntityName> = usualEntities
) {
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  return yield* Effect.forEach(entities, (entity) =>
    Effect.gen(function* () {
      const { columns, table } = canonicalEntities[entity]
      const rows = yield* sql.unsafe<{ external_id: string; row: Record<string, unknown> }>(
        `select external_id, jsonb_build_object(${[...commonFields, ...columns].map(asJson).join(", ")}) as row
         from canonical.${table} where org_id = $1 and deleted_at is null`,
        [orgId]
      )
      const byId = new Map(rows.map(({ external_id, row }) => [external_id, row]))
      const missing: Array<string> = []
      const different: Array<string> = []
      const truth = yield* admin.truth(entity)
      for (const record of truth) {
        const row = byId.get(record.id)
        byId.delete(record.id)
        if (row === undefined) {
          missing.push(record.id)
          continue
        }
        for (const [field, expected] of Object.entries(expectedRow(orgId, entity, record))) {
          if (JSON.stringify(row[field] ?? null) !== JSON.stringify(expected ?? null)) {
            different.push(
              `${record.id} ${field}: ${JSON.stringify(row[field])} instead of ${JSON.stringify(expected)}`
            )
          }
        }
      }
      const comparison: Comparison = {
        entity,
        source: truth.length,
        canonical: rows.length,
        missing,
        surplus: [...byId.keys()],
        different
      }
      return comparison
    })
  )
})
