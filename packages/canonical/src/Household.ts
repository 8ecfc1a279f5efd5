import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** People who live together, with the one to write to. */
export const Household = CanonicalEntity.make("Household", {
  table: "households",
  fields: {
    name: Field.text,
    memberCount: Field.integer,
    primaryContactName: Field.text,
    primaryContactId: Field.soft("Person"),
    avatarUrl: Field.text
  }
})

/** One row of `canonical.households`, without the common columns. */
export type Household = CanonicalRow<typeof Household>
