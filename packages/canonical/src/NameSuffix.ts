import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** What goes after a name, such as Jr., from the church's own list. */
export const NameSuffix = CanonicalEntity.make("NameSuffix", {
  table: "name_suffixes",
  fields: {
    value: Field.text
  }
})

/** One row of `canonical.name_suffixes`, without the common columns. */
export type NameSuffix = CanonicalRow<typeof NameSuffix>
