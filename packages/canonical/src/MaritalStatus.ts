import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A word for whether somebody is married, from the church's own list. */
export const MaritalStatus = CanonicalEntity.make("MaritalStatus", {
  table: "marital_statuses",
  fields: {
    value: Field.text
  }
})

/** One row of `canonical.marital_statuses`, without the common columns. */
export type MaritalStatus = CanonicalRow<typeof MaritalStatus>
