import { parentEdge, personValue, type Vertex } from "../Vertex.ts"

/** Who was at a meeting; found only under the meeting. @see https://developer.planning.center/docs/#/apps/groups/vertices/attendance */
export const Attendance: Vertex = {
  name: "Attendance",
  product: "groups",
  type: "Attendance",
  path: (row) => `/events/${row.refs["event"]}/attendances/${row.id}`,
  relationships: [
    { kind: "one", name: "person", ref: "person", type: "Person" },
    { kind: "one", name: "event", ref: "event", type: "Event" }
  ],
  edges: { person: parentEdge("GroupsPerson", "person") },
  canInclude: ["person"],
  canOrderBy: ["first_name", "last_name", "role"],
  canQueryBy: { role: "string" },
  canFilter: ["attended"],
  filters: { attended: (row) => row.attributes["attended"] === true },
  values: { first_name: personValue("first_name"), last_name: personValue("last_name") }
}
