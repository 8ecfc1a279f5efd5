import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** One meeting of a group. */
export const Event = CanonicalEntity.make("Event", {
  table: "events",
  fields: {
    groupId: Field.hard("Group"),
    name: Field.text,
    description: Field.text,
    startsAt: Field.timestamp,
    endsAt: Field.timestamp,
    multiDay: Field.boolean,
    repeating: Field.boolean,
    canceled: Field.boolean,
    canceledAt: Field.timestamp,
    locationPreference: Field.text,
    virtualLocationUrl: Field.text,
    visitorsCount: Field.integer
  }
})

/** One row of `canonical.events`, without the common columns. */
export type Event = CanonicalRow<typeof Event>
