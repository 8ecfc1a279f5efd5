import { parentEdge, type Vertex } from "../Vertex.ts"

/** Tags of groups; found only under their heading. @see https://developer.planning.center/docs/#/apps/groups/vertices/tag */
export const Tag: Vertex = {
  name: "Tag",
  product: "groups",
  type: "Tag",
  path: (row) => `/tag_groups/${row.refs["tag_group"]}/tags/${row.id}`,
  relationships: [{ kind: "one", name: "tag_group", ref: "tag_group", type: "TagGroup" }],
  edges: { tag_group: parentEdge("TagGroup", "tag_group") },
  canInclude: null,
  canOrderBy: ["name", "position"],
  canQueryBy: { id: "primary_key", name: "string" },
  canFilter: null
}
