import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("groups", "attendance")

const AttendanceWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Attendance"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({ attended: Attribute.boolean, role: Attribute.text }),
  // People have the same ids in Groups as in People.
  relationships: Schema.Struct({
    event: Relationship.required("Event"),
    person: Relationship.required("Person")
  })
})

/**
 * Whether somebody was at a meeting of a group. It is found by listing only; a single one cannot be read.
 *
 * @see https://developer.planning.center/docs/#/apps/groups/2023-07-10/vertices/attendance
 */
export const Attendance = Entity.make("Attendance", {
  wire: AttendanceWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(
      context,
      "Attendance",
      id,
      {},
      {
        eventId: idOf(context, "Event", relationships.event.data.id),
        personId: idOf(context, "Person", relationships.person.data.id),
        attended: attributes.attended ?? null,
        role: normalizeText(attributes.role)
      }
    )
})

/** Lists who was at one meeting. There are so many meetings that a run asks only when attendance is named. */
export const listAttendances = Endpoint.listWithin({
  entity: Attendance,
  path: "/groups/v2/events/:event_id/attendances",
  within: { entity: "Event", param: "event_id", relationship: "event" },
  onRequest: true,
  include: ["person"],
  where: ["role"],
  order: ["first_name", "last_name", "role"],
  pageSize: 100,
  docs
})
