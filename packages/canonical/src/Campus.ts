import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A place where the church meets; `timeZone` is an IANA name when the source's is known. */
export const Campus = CanonicalEntity.make("Campus", {
  table: "campuses",
  fields: {
    name: Field.text,
    description: Field.text,
    street: Field.text,
    city: Field.text,
    state: Field.text,
    postalCode: Field.text,
    country: Field.text,
    latitude: Field.number,
    longitude: Field.number,
    timeZone: Field.text,
    twentyFourHourTime: Field.boolean,
    phoneNumber: Field.text,
    contactEmail: Field.text,
    website: Field.text,
    publicPageEnabled: Field.boolean,
    avatarUrl: Field.text
  }
})

/** One row of `canonical.campuses`, without the common columns. */
export type Campus = CanonicalRow<typeof Campus>
