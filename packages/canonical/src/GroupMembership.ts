import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** That a person belongs to a group, since when and as what. */
export const GroupMembership = CanonicalEntity.make("GroupMembership", {
  table: "group_memberships",
  fields: {
    groupId: Field.hard("Group"),
    personId: Field.hard("Person"),
    role: Field.text,
    joinedAt: Field.timestamp
  }
})

/** One row of `canonical.group_memberships`, without the common columns. */
export type GroupMembership = CanonicalRow<typeof GroupMembership>
