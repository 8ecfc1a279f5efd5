import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** What goes before a name, such as Dr., from the church's own list. */
export const NamePrefix = CanonicalEntity.make("NamePrefix", {
  table: "name_prefixes",
  fields: {
    value: Field.text
  }
})

/** One row of `canonical.name_prefixes`, without the common columns. */
export type NamePrefix = CanonicalRow<typeof NamePrefix>
