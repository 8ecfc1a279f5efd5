import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** An e-mail address of a person. */
export const Email = CanonicalEntity.make("Email", {
  table: "emails",
  fields: {
    personId: Field.hard("Person"),
    address: Field.text,
    location: Field.text,
    isPrimary: Field.boolean,
    blocked: Field.boolean
  }
})

/** One row of `canonical.emails`, without the common columns. */
export type Email = CanonicalRow<typeof Email>
