import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeName, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("groups", "event")

const EventWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Event"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    canceled: Attribute.boolean,
    canceled_at: Attribute.dateTime,
    description: Attribute.text,
    ends_at: Attribute.dateTime,
    location_type_preference: Attribute.text,
    multi_day: Attribute.boolean,
    name: Attribute.text,
    repeating: Attribute.boolean,
    starts_at: Attribute.dateTime,
    virtual_location_url: Attribute.text,
    visitors_count: Attribute.integer
  }),
  relationships: Schema.Struct({ group: Relationship.required("Group") })
})

/**
 * One meeting of a group; Calendar and Check-Ins have events of other kinds. No webhook tells of its changes.
 *
 * @see https://developer.planning.center/docs/#/apps/groups/2023-07-10/vertices/event
 */
export const Event = Entity.make("Event", {
  wire: EventWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(
      context,
      "Event",
      id,
      {},
      {
        groupId: idOf(context, "Group", relationships.group.data.id),
        name: normalizeName(attributes.name),
        description: normalizeText(attributes.description),
        startsAt: attributes.starts_at ?? null,
        endsAt: attributes.ends_at ?? null,
        multiDay: attributes.multi_day ?? null,
        repeating: attributes.repeating ?? null,
        canceled: attributes.canceled ?? null,
        canceledAt: attributes.canceled_at ?? null,
        locationPreference: normalizeText(attributes.location_type_preference),
        virtualLocationUrl: normalizeText(attributes.virtual_location_url),
        visitorsCount: attributes.visitors_count ?? null
      }
    )
})

const include = ["group", "location"] as const
const where = ["ends_at", "name", "starts_at"] as const
const order = ["ends_at", "name", "starts_at"] as const

/** Lists the meetings of all groups. */
export const listEvents = Endpoint.list({
  entity: Event,
  path: "/groups/v2/events",
  include,
  where,
  order,
  pageSize: 100,
  window: "starts_at",
  docs
})

/** Lists the meetings of one group. */
export const listGroupEvents = Endpoint.listWithin({
  name: "listGroupEvents",
  entity: Event,
  path: "/groups/v2/groups/:group_id/events",
  within: { entity: "Group", param: "group_id", relationship: "group" },
  include,
  where,
  order,
  pageSize: 100,
  docs
})

/** Reads one meeting. */
export const getEvent = Endpoint.get({ entity: Event, path: "/groups/v2/events/:id", include, docs })
