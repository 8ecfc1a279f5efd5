import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeName } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("groups", "tag")

const TagWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Tag"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({ name: Attribute.text, position: Attribute.integer }),
  relationships: Schema.Struct({ tag_group: Relationship.required("TagGroup") })
})

/**
 * A word by which groups are found; Calendar and Services have tags of other kinds.
 *
 * @see https://developer.planning.center/docs/#/apps/groups/2023-07-10/vertices/tag
 */
export const Tag = Entity.make("Tag", {
  wire: TagWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(
      context,
      "Tag",
      id,
      {},
      {
        tagGroupId: idOf(context, "TagGroup", relationships.tag_group.data.id),
        name: normalizeName(attributes.name),
        position: attributes.position ?? null
      }
    )
})

/** Lists the tags under one heading; a list of all is not documented as a path. */
export const listTags = Endpoint.listWithin({
  entity: Tag,
  path: "/groups/v2/tag_groups/:tag_group_id/tags",
  within: { entity: "TagGroup", param: "tag_group_id", relationship: "tag_group" },
  where: ["id", "name"],
  order: ["name", "position"],
  pageSize: 100,
  docs
})

/** Reads one tag. */
export const getTag = Endpoint.get({
  entity: Tag,
  path: "/groups/v2/tag_groups/:tag_group_id/tags/:id",
  docs
})
