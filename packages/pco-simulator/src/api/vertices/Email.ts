import { parentEdge, type Vertex } from "../Vertex.ts"

/** E-mail addresses. @see https://developer.planning.center/docs/#/apps/people/vertices/email */
export const Email: Vertex = {
  name: "Email",
  product: "people",
  type: "Email",
  path: (row) => `/emails/${row.id}`,
  relationships: [{ kind: "one", name: "person", ref: "person", type: "Person" }],
  edges: { person: parentEdge("Person", "person") },
  canInclude: null,
  canOrderBy: ["address", "location", "primary", "created_at", "updated_at"],
  canQueryBy: {
    address: "string",
    location: "string",
    primary: "boolean",
    created_at: "date_time",
    updated_at: "date_time",
    blocked: "boolean"
  },
  canFilter: null
}
