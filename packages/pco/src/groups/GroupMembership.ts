import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("groups", "membership")

const MembershipWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Membership"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({ joined_at: Attribute.dateTime, role: Attribute.text }),
  // People have the same ids in Groups as in People.
  relationships: Schema.Struct({
    group: Relationship.required("Group"),
    person: Relationship.required("Person")
  })
})

/**
 * That a person belongs to a group; the API's word is Membership.
 *
 * @see https://developer.planning.center/docs/#/apps/groups/2023-07-10/vertices/membership
 */
export const GroupMembership = Entity.make("GroupMembership", {
  wire: MembershipWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(
      context,
      "GroupMembership",
      id,
      {},
      {
        groupId: idOf(context, "Group", relationships.group.data.id),
        personId: idOf(context, "Person", relationships.person.data.id),
        role: normalizeText(attributes.role),
        joinedAt: attributes.joined_at ?? null
      }
    )
})

/** Lists the members of one group; there is no list of all. */
export const listGroupMemberships = Endpoint.listWithin({
  name: "listGroupMemberships",
  entity: GroupMembership,
  path: "/groups/v2/groups/:group_id/memberships",
  within: { entity: "Group", param: "group_id", relationship: "group" },
  include: ["person"],
  where: ["role"],
  order: ["first_name", "joined_at", "last_name", "role"],
  pageSize: 100,
  events: [
    "groups.v2.events.membership.created",
    "groups.v2.events.membership.updated",
    "groups.v2.events.membership.destroyed"
  ],
  docs
})

/** Reads one membership of a group. */
export const getGroupMembership = Endpoint.get({
  entity: GroupMembership,
  path: "/groups/v2/groups/:group_id/memberships/:id",
  include: ["person"],
  docs
})
