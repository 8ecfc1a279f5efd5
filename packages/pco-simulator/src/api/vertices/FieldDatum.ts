import { parentEdge, type Vertex } from "../Vertex.ts"

/**
 * What custom fields say of people; when they changed is told since 2026-06-04.
 * @see https://developer.planning.center/docs/#/apps/people/vertices/field_datum
 */
export const FieldDatum: Vertex = {
  name: "FieldDatum",
  product: "people",
  type: "FieldDatum",
  path: (row) => `/field_data/${row.id}`,
  relationships: [
    { kind: "one", name: "customizable", ref: "person", type: "Person" },
    { kind: "one", name: "field_definition", ref: "field_definition", type: "FieldDefinition" }
  ],
  edges: {
    field_definition: parentEdge("FieldDefinition", "field_definition"),
    person: parentEdge("Person", "person")
  },
  vacant: { field_option: "one", tab: "one" },
  canInclude: ["field_definition", "field_option", "tab"],
  canOrderBy: ["value", "file", "file_size", "file_content_type", "file_name", "created_at", "updated_at"],
  canQueryBy: {
    value: "string",
    file: "string",
    file_size: "integer",
    file_content_type: "string",
    file_name: "string",
    created_at: "date_time",
    updated_at: "date_time",
    field_definition_id: "integer"
  },
  canFilter: null,
  since: { created_at: "2026-06-04", updated_at: "2026-06-04" },
  values: { field_definition_id: (row) => [row.refs["field_definition"] ?? null] }
}
