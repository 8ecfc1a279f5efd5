import type { Vertex } from "../Vertex.ts"

/** Which person was merged into which. @see https://developer.planning.center/docs/#/apps/people/vertices/person_merger */
export const PersonMerger: Vertex = {
  name: "PersonMerger",
  product: "people",
  type: "PersonMerger",
  path: (row) => `/person_mergers/${row.id}`,
  relationships: [
    { kind: "one", name: "person_to_keep", ref: "person_to_keep", type: "Person" },
    { kind: "one", name: "person_to_remove", ref: "person_to_remove", type: "Person" }
  ],
  edges: {},
  canInclude: null,
  canOrderBy: ["created_at"],
  canQueryBy: {
    created_at: "date_time",
    person_to_keep_id: "primary_key",
    person_to_remove_id: "primary_key"
  },
  canFilter: null
}
