import { childrenEdge, type Vertex } from "../Vertex.ts"

/** Headings of tags. @see https://developer.planning.center/docs/#/apps/groups/vertices/tag_group */
export const TagGroup: Vertex = {
  name: "TagGroup",
  product: "groups",
  type: "TagGroup",
  path: (row) => `/tag_groups/${row.id}`,
  relationships: [],
  edges: { tags: childrenEdge("Tag", "tag_group") },
  canInclude: null,
  canOrderBy: ["name", "position"],
  canQueryBy: { name: "string" },
  canFilter: ["public"],
  filters: { public: (row) => row.attributes["display_publicly"] === true }
}
