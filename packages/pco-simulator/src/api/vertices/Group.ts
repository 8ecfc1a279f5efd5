import { childrenEdge, parentEdge, throughEdge, type Vertex } from "../Vertex.ts"

/**
 * Groups: no `updated_at`, and archived ones stay hidden unless `where[archive_status]` is `include` or `only`.
 * @see https://developer.planning.center/docs/#/apps/groups/vertices/group
 */
export const Group: Vertex = {
  name: "Group",
  product: "groups",
  type: "Group",
  path: (row) => `/groups/${row.id}`,
  relationships: [
    { kind: "one", name: "group_type", ref: "group_type", type: "GroupType" },
    { kind: "one", name: "location", ref: "location", type: "Location" }
  ],
  edges: {
    events: childrenEdge("Event", "group"),
    group_type: parentEdge("GroupType", "group_type"),
    memberships: childrenEdge("Membership", "group"),
    people: throughEdge("GroupsPerson", "GroupMembership", "group", "person")
  },
  vacant: { enrollment: "one", location: "one" },
  canInclude: ["enrollment", "group_type", "location"],
  canOrderBy: [
    "chat_enabled",
    "contact_email",
    "created_at",
    "enrollment_limit",
    "listed",
    "members_are_confidential",
    "memberships_count",
    "name"
  ],
  canQueryBy: { archive_status: "visibility", name: "string" },
  canFilter: ["campus", "group", "group_type", "my_groups", "people_database_searchable"],
  onRequest: () => ({ can_create_conversation: true, tag_ids: [], widget_status: {} }),
  hidden: (row, where) => {
    const asked = where.get("archive_status")
    const archived = row.attributes["archived_at"] !== null
    return asked === "include" ? false : asked === "only" ? !archived : archived
  },
  filters: {
    group_type: (row, parameters) => row.refs["group_type"] === (parameters.get("group_type_id") ?? "")
  }
}
