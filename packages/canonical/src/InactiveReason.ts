import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** Why somebody is no longer active, from the church's own list. */
export const InactiveReason = CanonicalEntity.make("InactiveReason", {
  table: "inactive_reasons",
  fields: {
    value: Field.text
  }
})

/** One row of `canonical.inactive_reasons`, without the common columns. */
export type InactiveReason = CanonicalRow<typeof InactiveReason>
