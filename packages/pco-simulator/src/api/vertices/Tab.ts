import { childrenEdge, type Vertex } from "../Vertex.ts"

/** Headings of custom fields. @see https://developer.planning.center/docs/#/apps/people/vertices/tab */
export const Tab: Vertex = {
  name: "Tab",
  product: "people",
  type: "Tab",
  path: (row) => `/tabs/${row.id}`,
  relationships: [],
  edges: { field_definitions: childrenEdge("FieldDefinition", "tab") },
  vacant: { field_options: "many" },
  canInclude: ["field_definitions", "field_options"],
  canOrderBy: ["name", "sequence", "slug"],
  canQueryBy: { name: "string", sequence: "integer", slug: "string" },
  canFilter: ["with_field_definitions"]
}
