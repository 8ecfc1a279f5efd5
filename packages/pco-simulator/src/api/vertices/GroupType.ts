import { childrenEdge, type Vertex } from "../Vertex.ts"

/** Group types. @see https://developer.planning.center/docs/#/apps/groups/vertices/group_type */
export const GroupType: Vertex = {
  name: "GroupType",
  product: "groups",
  type: "GroupType",
  path: (row) => `/group_types/${row.id}`,
  relationships: [],
  edges: { groups: childrenEdge("Group", "group_type") },
  canInclude: null,
  canOrderBy: ["name", "position"],
  canQueryBy: { id: "primary_key" },
  canFilter: ["church_center_visible", "not_church_center_visible"],
  filters: {
    church_center_visible: (row) => row.attributes["church_center_visible"] === true,
    not_church_center_visible: (row) => row.attributes["church_center_visible"] !== true
  }
}
