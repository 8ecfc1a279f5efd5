import { textSeconds } from "../../world/Timestamp.ts"
import { childrenEdge, parentEdge, type Vertex } from "../Vertex.ts"

/** Meetings of a group. @see https://developer.planning.center/docs/#/apps/groups/vertices/event */
export const Event: Vertex = {
  name: "Event",
  product: "groups",
  type: "Event",
  path: (row) => `/events/${row.id}`,
  relationships: [
    { kind: "one", name: "attendance_submitter", ref: "attendance_submitter", type: "Person" },
    { kind: "one", name: "group", ref: "group", type: "Group" },
    { kind: "one", name: "location", ref: "location", type: "Location" },
    { kind: "one", name: "repeating_event", ref: "repeating_event", type: "RepeatingEvent" }
  ],
  edges: { attendances: childrenEdge("Attendance", "event"), group: parentEdge("Group", "group") },
  vacant: { location: "one" },
  canInclude: ["group", "location"],
  canOrderBy: ["ends_at", "name", "starts_at"],
  canQueryBy: { ends_at: "date_time", name: "string", starts_at: "date_time" },
  canFilter: ["canceled", "group", "group_type", "my_groups", "not_canceled", "upcoming"],
  filters: {
    canceled: (row) => row.attributes["canceled"] === true,
    not_canceled: (row) => row.attributes["canceled"] !== true,
    upcoming: (row, _, now) => (textSeconds(String(row.attributes["starts_at"])) ?? 0) >= now,
    group: (row, parameters) => row.refs["group"] === (parameters.get("group_id") ?? "")
  }
}
