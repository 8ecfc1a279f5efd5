import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeEmailAddress, normalizeName, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOrNull, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("groups", "group")

const GroupWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Group"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    archived_at: Attribute.dateTime,
    chat_enabled: Attribute.boolean,
    contact_email: Attribute.text,
    created_at: Attribute.dateTime,
    description: Attribute.text,
    events_visibility: Attribute.text,
    header_image: Attribute.picture,
    listed: Attribute.boolean,
    location_type_preference: Attribute.text,
    members_are_confidential: Attribute.boolean,
    memberships_count: Attribute.integer,
    name: Attribute.text,
    public_church_center_web_url: Attribute.text,
    schedule: Attribute.text,
    virtual_location_url: Attribute.text
  }),
  relationships: Relationship.optionalStruct({ group_type: Relationship.nullable("GroupType") })
})

/**
 * People who meet regularly. Nothing in Groups carries `updated_at`, so changes are found by comparing.
 *
 * @see https://developer.planning.center/docs/#/apps/groups/2023-07-10/vertices/group
 */
export const Group = Entity.make("Group", {
  wire: GroupWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(context, "Group", id, attributes, {
      groupTypeId: idOrNull(context, "GroupType", Relationship.linkedId(relationships?.group_type)),
      name: normalizeName(attributes.name),
      description: normalizeText(attributes.description),
      schedule: normalizeText(attributes.schedule),
      contactEmail: normalizeEmailAddress(attributes.contact_email),
      publicUrl: normalizeText(attributes.public_church_center_web_url),
      headerImageUrl: normalizeText(attributes.header_image?.original),
      headerThumbnailUrl: normalizeText(attributes.header_image?.thumbnail),
      locationPreference: normalizeText(attributes.location_type_preference),
      virtualLocationUrl: normalizeText(attributes.virtual_location_url),
      eventsVisibility: normalizeText(attributes.events_visibility),
      listed: attributes.listed ?? null,
      membershipsCount: attributes.memberships_count ?? null,
      membersAreConfidential: attributes.members_are_confidential ?? null,
      chatEnabled: attributes.chat_enabled ?? null,
      archivedAt: attributes.archived_at ?? null
    })
})

const include = ["enrollment", "group_type", "location"] as const

/** Lists the groups, archived ones too, which the API hides unless asked for. */
export const listGroups = Endpoint.list({
  entity: Group,
  path: "/groups/v2/groups",
  include,
  where: ["archive_status", "name"],
  order: [
    "chat_enabled",
    "contact_email",
    "created_at",
    "enrollment_limit",
    "listed",
    "members_are_confidential",
    "memberships_count",
    "name"
  ],
  fixed: { "where[archive_status]": "include" },
  pageSize: 100,
  events: [
    "groups.v2.events.group.created",
    "groups.v2.events.group.updated",
    "groups.v2.events.group.destroyed"
  ],
  docs
})

/** Reads one group. */
export const getGroup = Endpoint.get({ entity: Group, path: "/groups/v2/groups/:id", include, docs })
