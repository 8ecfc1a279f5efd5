import type { Vertex } from "../Vertex.ts"

/**
 * Postal addresses: they can be ordered by `updated_at`, yet a filter on it is ignored.
 * @see https://developer.planning.center/docs/#/apps/people/vertices/address
 */
export const Address: Vertex = {
  name: "Address",
  product: "people",
  type: "Address",
  path: (row) => `/addresses/${row.id}`,
  relationships: [{ kind: "one", name: "person", ref: "person", type: "Person" }],
  edges: {},
  canInclude: null,
  canOrderBy: [
    "city",
    "state",
    "zip",
    "country_code",
    "location",
    "primary",
    "created_at",
    "updated_at",
    "street_line_1",
    "street_line_2"
  ],
  canQueryBy: {
    city: "string",
    state: "string",
    zip: "string",
    country_code: "string",
    location: "string",
    primary: "boolean",
    street_line_1: "string",
    street_line_2: "string"
  },
  canFilter: null
}
