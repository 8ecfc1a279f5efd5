import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A profile of a person on another site. */
export const SocialProfile = CanonicalEntity.make("SocialProfile", {
  table: "social_profiles",
  fields: {
    personId: Field.hard("Person"),
    site: Field.text,
    url: Field.text,
    verified: Field.boolean
  }
})

/** One row of `canonical.social_profiles`, without the common columns. */
export type SocialProfile = CanonicalRow<typeof SocialProfile>
