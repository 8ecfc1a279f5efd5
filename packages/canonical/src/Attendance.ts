import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** Whether somebody was at a meeting of a group, and as what. */
export const Attendance = CanonicalEntity.make("Attendance", {
  table: "attendances",
  fields: {
    eventId: Field.hard("Event"),
    personId: Field.hard("Person"),
    attended: Field.boolean,
    role: Field.text
  }
})

/** One row of `canonical.attendances`, without the common columns. */
export type Attendance = CanonicalRow<typeof Attendance>
