import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A word by which groups are found. */
export const Tag = CanonicalEntity.make("Tag", {
  table: "tags",
  fields: {
    tagGroupId: Field.hard("TagGroup"),
    name: Field.text,
    position: Field.integer
  }
})

/** One row of `canonical.tags`, without the common columns. */
export type Tag = CanonicalRow<typeof Tag>
