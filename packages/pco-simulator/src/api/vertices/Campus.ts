import type { Vertex } from "../Vertex.ts"

/** Campuses. @see https://developer.planning.center/docs/#/apps/people/vertices/campus */
export const Campus: Vertex = {
  name: "Campus",
  product: "people",
  type: "Campus",
  path: (row) => `/campuses/${row.id}`,
  relationships: [{ kind: "one", name: "organization", ref: "organization", type: "Organization" }],
  edges: {},
  vacant: { lists: "many", service_times: "many" },
  canInclude: ["lists", "service_times"],
  canOrderBy: ["name", "created_at", "updated_at"],
  canQueryBy: { created_at: "date_time", updated_at: "date_time", id: "primary_key" },
  canFilter: null,
  onRequest: (row) => ({ time_zone_raw: row.attributes["time_zone"] ?? null })
}
