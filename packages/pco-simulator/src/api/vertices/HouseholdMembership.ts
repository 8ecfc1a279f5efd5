import { parentEdge, type Vertex } from "../Vertex.ts"

/**
 * Who lives in a household. Found only under a household or a person, has no timestamps, and names its person but not
 * its household.
 * @see https://developer.planning.center/docs/#/apps/people/vertices/household_membership
 */
export const HouseholdMembership: Vertex = {
  name: "HouseholdMembership",
  product: "people",
  type: "HouseholdMembership",
  path: (row) => `/households/${row.refs["household"]}/household_memberships/${row.id}`,
  relationships: [{ kind: "one", name: "person", ref: "person", type: "Person" }],
  edges: { household: parentEdge("Household", "household"), person: parentEdge("Person", "person") },
  canInclude: ["household", "person"],
  canOrderBy: ["pending", "person_name"],
  canQueryBy: { pending: "boolean", person_name: "string" },
  canFilter: null,
  since: { household_role: "2025-11-10" }
}
