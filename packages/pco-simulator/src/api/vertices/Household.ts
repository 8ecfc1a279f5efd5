import { childrenEdge, type Edge, throughEdge, type Vertex } from "../Vertex.ts"

const people: Edge = throughEdge("Person", "HouseholdMembership", "household", "person")

/** Households. @see https://developer.planning.center/docs/#/apps/people/vertices/household */
export const Household: Vertex = {
  name: "Household",
  product: "people",
  type: "Household",
  path: (row) => `/households/${row.id}`,
  relationships: [
    { kind: "one", name: "primary_contact", ref: "primary_contact", type: "Person" },
    { kind: "edge", name: "people" }
  ],
  edges: { household_memberships: childrenEdge("HouseholdMembership", "household"), people },
  canInclude: ["people"],
  canOrderBy: ["name", "member_count", "primary_contact_name", "created_at", "updated_at"],
  canQueryBy: {
    name: "string",
    member_count: "integer",
    primary_contact_name: "string",
    created_at: "date_time",
    updated_at: "date_time"
  },
  canFilter: null
}
