import type { Vertex } from "../Vertex.ts"

/** Reasons to choose from. @see https://developer.planning.center/docs/#/apps/people/vertices/inactive_reason */
export const InactiveReason: Vertex = {
  name: "InactiveReason",
  product: "people",
  type: "InactiveReason",
  path: (row) => `/inactive_reasons/${row.id}`,
  relationships: [],
  edges: {},
  canInclude: null,
  canOrderBy: ["value"],
  canQueryBy: { value: "string" },
  canFilter: null
}
