import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A postal address of a person. */
export const Address = CanonicalEntity.make("Address", {
  table: "addresses",
  fields: {
    personId: Field.hard("Person"),
    streetLine1: Field.text,
    streetLine2: Field.text,
    city: Field.text,
    state: Field.text,
    postalCode: Field.text,
    countryCode: Field.text,
    countryName: Field.text,
    location: Field.text,
    isPrimary: Field.boolean
  }
})

/** One row of `canonical.addresses`, without the common columns. */
export type Address = CanonicalRow<typeof Address>
