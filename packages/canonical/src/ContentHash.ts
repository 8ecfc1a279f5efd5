import { hash } from "node:crypto"
import { canonicalEntities, type CanonicalRowOf } from "./CanonicalEntities.ts"
import { type CanonicalEntityName, canonicalEntityNames } from "./CanonicalEntityName.ts"

// Sorted, so that neither the row's key order nor a reordering of the definition moves a hash.
const sortedFields: ReadonlyMap<CanonicalEntityName, ReadonlyArray<string>> = new Map(
  canonicalEntityNames.map((name) => [name, canonicalEntities[name].columns.map(({ field }) => field).sort()])
)

/**
 * The hash of a row's own fields: 16 bytes of SHA-256 as 22 characters of base64url. Null and absent count alike and
 * are left out, so a new nullable column does not change the hash of rows that lack it.
 */
export const contentHash = <E extends CanonicalEntityName>(entity: E, fields: CanonicalRowOf<E>): string => {
  const values: Readonly<Record<string, unknown>> = fields
  const present: Array<unknown> = [entity]
  for (const field of sortedFields.get(entity) ?? []) {
    const value = values[field]
    if (value !== null && value !== undefined) present.push(field, value)
  }
  return hash("sha256", JSON.stringify(present), "buffer").toString("base64url", 0, 16)
}
