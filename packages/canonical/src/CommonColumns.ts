import { columnName, type Column } from "./CanonicalEntity.ts"
import type { PgType } from "./Field.ts"

const common = (field: string, pgType: PgType, nullable = false): Column => ({
  field,
  column: columnName(field),
  pgType,
  nullable,
  sensitive: false
})

/**
 * The columns every canonical table begins with. The engine writes them; the primary key is `(org_id, id)`, so no
 * reference can leave its organisation. `source_hash` is of the source's record, `content_hash` of the canonical
 * fields.
 */
export const commonColumns: ReadonlyArray<Column> = [
  common("orgId", "text"),
  common("id", "uuid"),
  common("adapter", "text"),
  common("externalId", "text"),
  common("sourceCreatedAt", "timestamptz", true),
  common("sourceUpdatedAt", "timestamptz", true),
  common("sourceHash", "text"),
  common("contentHash", "text"),
  common("version", "bigint"),
  common("syncedAt", "timestamptz"),
  common("deletedAt", "timestamptz", true),
  common("mergedIntoId", "uuid", true)
]
