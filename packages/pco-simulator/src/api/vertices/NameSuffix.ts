import type { Vertex } from "../Vertex.ts"

/** Suffixes to choose from. @see https://developer.planning.center/docs/#/apps/people/vertices/name_suffix */
export const NameSuffix: Vertex = {
  name: "NameSuffix",
  product: "people",
  type: "NameSuffix",
  path: (row) => `/name_suffixes/${row.id}`,
  relationships: [],
  edges: {},
  canInclude: null,
  canOrderBy: ["value"],
  canQueryBy: { value: "string" },
  canFilter: null
}
