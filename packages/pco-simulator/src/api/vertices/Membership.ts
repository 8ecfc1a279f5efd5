import { parentEdge, personValue, type Vertex } from "../Vertex.ts"

/** Who belongs to a group; found only under a group or a person. @see https://developer.planning.center/docs/#/apps/groups/vertices/membership */
export const Membership: Vertex = {
  name: "Membership",
  product: "groups",
  type: "Membership",
  path: (row) => `/groups/${row.refs["group"]}/memberships/${row.id}`,
  relationships: [
    { kind: "one", name: "group", ref: "group", type: "Group" },
    { kind: "one", name: "person", ref: "person", type: "Person" }
  ],
  edges: { group: parentEdge("Group", "group"), person: parentEdge("GroupsPerson", "person") },
  canInclude: ["person"],
  canOrderBy: ["first_name", "joined_at", "last_name", "role"],
  canQueryBy: { role: "string" },
  canFilter: null,
  values: { first_name: personValue("first_name"), last_name: personValue("last_name") }
}
