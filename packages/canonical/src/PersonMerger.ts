import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** That two records of a person became one: which was kept, and which is gone. */
export const PersonMerger = CanonicalEntity.make("PersonMerger", {
  table: "person_mergers",
  fields: {
    keptPersonId: Field.soft("Person"),
    removedPersonId: Field.soft("Person")
  }
})

/** One row of `canonical.person_mergers`, without the common columns. */
export type PersonMerger = CanonicalRow<typeof PersonMerger>
