import type { Vertex } from "../Vertex.ts"

/** Prefixes to choose from. @see https://developer.planning.center/docs/#/apps/people/vertices/name_prefix */
export const NamePrefix: Vertex = {
  name: "NamePrefix",
  product: "people",
  type: "NamePrefix",
  path: (row) => `/name_prefixes/${row.id}`,
  relationships: [],
  edges: {},
  canInclude: null,
  canOrderBy: ["value"],
  canQueryBy: { value: "string" },
  canFilter: null
}
