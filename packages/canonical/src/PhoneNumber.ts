import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A telephone number of a person: `number` as the source gives it, `e164` when it can be dialled. */
export const PhoneNumber = CanonicalEntity.make("PhoneNumber", {
  table: "phone_numbers",
  fields: {
    personId: Field.hard("Person"),
    number: Field.text,
    e164: Field.text,
    countryCode: Field.text,
    carrier: Field.text,
    location: Field.text,
    isPrimary: Field.boolean
  }
})

/** One row of `canonical.phone_numbers`, without the common columns. */
export type PhoneNumber = CanonicalRow<typeof PhoneNumber>
