import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeName, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"

const docs = docsOf("groups", "group_type")

const GroupTypeWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("GroupType"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    church_center_map_visible: Attribute.boolean,
    church_center_visible: Attribute.boolean,
    color: Attribute.text,
    description: Attribute.text,
    name: Attribute.text,
    position: Attribute.integer,
    public_church_center_web_url: Attribute.text
  })
})

/**
 * A kind of group. No webhook tells of its changes, and its ids need not be numbers.
 *
 * @see https://developer.planning.center/docs/#/apps/groups/2023-07-10/vertices/group_type
 */
export const GroupType = Entity.make("GroupType", {
  wire: GroupTypeWire,
  version: 1,
  docs,
  transform: ({ attributes, id }, context) =>
    toCanonical(
      context,
      "GroupType",
      id,
      {},
      {
        name: normalizeName(attributes.name),
        description: normalizeText(attributes.description),
        color: normalizeText(attributes.color),
        position: attributes.position ?? null,
        publiclyVisible: attributes.church_center_visible ?? null,
        mapVisible: attributes.church_center_map_visible ?? null,
        publicUrl: normalizeText(attributes.public_church_center_web_url)
      }
    )
})

/** Lists the group types. */
export const listGroupTypes = Endpoint.list({
  entity: GroupType,
  path: "/groups/v2/group_types",
  where: ["id"],
  order: ["name", "position"],
  pageSize: 100,
  docs
})

/** Reads one group type. */
export const getGroupType = Endpoint.get({ entity: GroupType, path: "/groups/v2/group_types/:id", docs })
