import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** People who meet regularly; `archivedAt` tells the groups of the past. */
export const Group = CanonicalEntity.make("Group", {
  table: "groups",
  fields: {
    groupTypeId: Field.soft("GroupType"),
    name: Field.text,
    description: Field.text,
    schedule: Field.text,
    contactEmail: Field.text,
    publicUrl: Field.text,
    headerImageUrl: Field.text,
    headerThumbnailUrl: Field.text,
    locationPreference: Field.text,
    virtualLocationUrl: Field.text,
    eventsVisibility: Field.text,
    listed: Field.boolean,
    membershipsCount: Field.integer,
    membersAreConfidential: Field.boolean,
    chatEnabled: Field.boolean,
    archivedAt: Field.timestamp
  }
})

/** One row of `canonical.groups`, without the common columns. */
export type Group = CanonicalRow<typeof Group>
