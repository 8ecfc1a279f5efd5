import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeName } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"

const docs = docsOf("groups", "tag_group")

const TagGroupWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("TagGroup"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    display_publicly: Attribute.boolean,
    multiple_options_enabled: Attribute.boolean,
    name: Attribute.text,
    position: Attribute.integer
  })
})

/**
 * A heading for tags of groups.
 *
 * @see https://developer.planning.center/docs/#/apps/groups/2023-07-10/vertices/tag_group
 */
export const TagGroup = Entity.make("TagGroup", {
  wire: TagGroupWire,
  version: 1,
  docs,
  transform: ({ attributes, id }, context) =>
    toCanonical(
      context,
      "TagGroup",
      id,
      {},
      {
        name: normalizeName(attributes.name),
        position: attributes.position ?? null,
        publiclyVisible: attributes.display_publicly ?? null,
        multipleChoice: attributes.multiple_options_enabled ?? null
      }
    )
})

/** Lists the headings. */
export const listTagGroups = Endpoint.list({
  entity: TagGroup,
  path: "/groups/v2/tag_groups",
  where: ["name"],
  order: ["name", "position"],
  pageSize: 100,
  docs
})

/** Reads one heading. */
export const getTagGroup = Endpoint.get({ entity: TagGroup, path: "/groups/v2/tag_groups/:id", docs })
