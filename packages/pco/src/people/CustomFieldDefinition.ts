import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeName, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOrNull, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "field_definition")

const FieldDefinitionWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("FieldDefinition"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    config: Attribute.text,
    data_type: Attribute.text,
    deleted_at: Attribute.dateTime,
    name: Attribute.text,
    sequence: Attribute.integer,
    slug: Attribute.text
  }),
  // Soft, because a definition that was taken away may have outlived its tab.
  relationships: Relationship.optionalStruct({ tab: Relationship.nullable("CustomFieldTab") })
})

/**
 * A field that a church made for its people, in use or taken away again. It carries no timestamps but `deleted_at`.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/field_definition
 */
export const CustomFieldDefinition = Entity.make("CustomFieldDefinition", {
  wire: FieldDefinitionWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(
      context,
      "CustomFieldDefinition",
      id,
      {},
      {
        tabId: idOrNull(context, "CustomFieldTab", Relationship.linkedId(relationships?.tab)),
        name: normalizeName(attributes.name),
        slug: normalizeText(attributes.slug),
        dataType: normalizeText(attributes.data_type),
        config: normalizeText(attributes.config),
        position: attributes.sequence ?? null,
        archivedAt: attributes.deleted_at ?? null
      }
    )
})

const include = ["field_options", "tab"] as const

/** Lists the fields, those taken away too: their values can still be there and would point at nothing. */
export const listFieldDefinitions = Endpoint.list({
  entity: CustomFieldDefinition,
  path: "/people/v2/field_definitions",
  include,
  where: ["config", "data_type", "deleted_at", "name", "sequence", "slug", "tab_id"],
  order: ["config", "data_type", "deleted_at", "name", "sequence", "slug", "tab_id"],
  fixed: { filter: "include_deleted" },
  pageSize: 100,
  events: [
    "people.v2.events.field_definition.created",
    "people.v2.events.field_definition.updated",
    "people.v2.events.field_definition.destroyed"
  ],
  docs
})

/** Reads one field. */
export const getCustomFieldDefinition = Endpoint.get({
  entity: CustomFieldDefinition,
  path: "/people/v2/field_definitions/:id",
  include,
  docs
})
