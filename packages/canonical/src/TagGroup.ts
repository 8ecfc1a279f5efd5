import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A heading for tags of groups, such as stages of life. */
export const TagGroup = CanonicalEntity.make("TagGroup", {
  table: "tag_groups",
  fields: {
    name: Field.text,
    position: Field.integer,
    publiclyVisible: Field.boolean,
    multipleChoice: Field.boolean
  }
})

/** One row of `canonical.tag_groups`, without the common columns. */
export type TagGroup = CanonicalRow<typeof TagGroup>
