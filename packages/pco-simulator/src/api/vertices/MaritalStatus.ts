import type { Vertex } from "../Vertex.ts"

/** Marital statuses to choose from. @see https://developer.planning.center/docs/#/apps/people/vertices/marital_status */
export const MaritalStatus: Vertex = {
  name: "MaritalStatus",
  product: "people",
  type: "MaritalStatus",
  path: (row) => `/marital_statuses/${row.id}`,
  relationships: [],
  edges: {},
  canInclude: null,
  canOrderBy: ["value", "sequence"],
  canQueryBy: { value: "string" },
  canFilter: null
}
