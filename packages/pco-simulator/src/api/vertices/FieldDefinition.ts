import { parentEdge, type Vertex } from "../Vertex.ts"

/**
 * Custom fields: those taken away stay hidden unless `filter` asks for them.
 * @see https://developer.planning.center/docs/#/apps/people/vertices/field_definition
 */
export const FieldDefinition: Vertex = {
  name: "FieldDefinition",
  product: "people",
  type: "FieldDefinition",
  path: (row) => `/field_definitions/${row.id}`,
  relationships: [{ kind: "one", name: "tab", ref: "tab", type: "Tab" }],
  edges: { tab: parentEdge("Tab", "tab") },
  vacant: { field_options: "many" },
  canInclude: ["field_options", "tab"],
  canOrderBy: ["data_type", "name", "sequence", "slug", "config", "deleted_at", "tab_id"],
  canQueryBy: {
    data_type: "string",
    name: "string",
    sequence: "integer",
    slug: "string",
    config: "string",
    deleted_at: "date_time",
    tab_id: "primary_key"
  },
  canFilter: ["include_deleted"],
  hidden: (row, _, filters) =>
    row.attributes["deleted_at"] !== null &&
    !filters.includes("include_deleted") &&
    !filters.includes("with_deleted")
}
