import type { Vertex } from "../Vertex.ts"

/** Telephone numbers. @see https://developer.planning.center/docs/#/apps/people/vertices/phone_number */
export const PhoneNumber: Vertex = {
  name: "PhoneNumber",
  product: "people",
  type: "PhoneNumber",
  path: (row) => `/phone_numbers/${row.id}`,
  relationships: [{ kind: "one", name: "person", ref: "person", type: "Person" }],
  edges: {},
  canInclude: null,
  canOrderBy: ["number", "carrier", "location", "primary", "created_at", "updated_at"],
  canQueryBy: {
    number: "string",
    carrier: "string",
    location: "string",
    primary: "boolean",
    created_at: "date_time",
    updated_at: "date_time"
  },
  canFilter: null,
  onRequest: (row) => ({ formatted_number: row.attributes["national"] ?? row.attributes["number"] ?? null })
}
