import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** That a person belongs to a household, and as what. */
export const HouseholdMembership = CanonicalEntity.make("HouseholdMembership", {
  table: "household_memberships",
  fields: {
    householdId: Field.hard("Household"),
    personId: Field.hard("Person"),
    personName: Field.text,
    pending: Field.boolean,
    role: Field.text
  }
})

/** One row of `canonical.household_memberships`, without the common columns. */
export type HouseholdMembership = CanonicalRow<typeof HouseholdMembership>
