import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A kind of group, such as small groups or teams. */
export const GroupType = CanonicalEntity.make("GroupType", {
  table: "group_types",
  fields: {
    name: Field.text,
    description: Field.text,
    color: Field.text,
    position: Field.integer,
    publiclyVisible: Field.boolean,
    mapVisible: Field.boolean,
    publicUrl: Field.text
  }
})

/** One row of `canonical.group_types`, without the common columns. */
export type GroupType = CanonicalRow<typeof GroupType>
