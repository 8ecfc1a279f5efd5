import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "field_datum")

const FieldDatumWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("FieldDatum"), { exact: true }),
  id: ExternalId,
  // `file` is not read: it is a link that is signed anew for every answer.
  attributes: Schema.Struct({
    created_at: Attribute.dateTime,
    file_content_type: Attribute.text,
    file_name: Attribute.text,
    file_size: Attribute.integer,
    updated_at: Attribute.dateTime,
    value: Attribute.text
  }),
  relationships: Schema.Struct({
    customizable: Relationship.required("Person"),
    field_definition: Relationship.required("CustomFieldDefinition")
  })
})

/**
 * What a custom field says of a person; the API's word is FieldDatum. It has timestamps since version 2026-06-04.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/field_datum
 */
export const CustomFieldValue = Entity.make("CustomFieldValue", {
  wire: FieldDatumWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(context, "CustomFieldValue", id, attributes, {
      personId: idOf(context, "Person", relationships.customizable.data.id),
      definitionId: idOf(context, "CustomFieldDefinition", relationships.field_definition.data.id),
      value: normalizeText(attributes.value),
      fileName: normalizeText(attributes.file_name),
      fileContentType: normalizeText(attributes.file_content_type),
      fileSize: attributes.file_size ?? null
    })
})

const include = ["field_definition", "field_option", "tab"] as const

/** Lists the custom fields of everybody. */
export const listFieldData = Endpoint.list({
  entity: CustomFieldValue,
  path: "/people/v2/field_data",
  include,
  where: [
    "created_at",
    "field_definition_id",
    "file",
    "file_content_type",
    "file_name",
    "file_size",
    "updated_at",
    "value"
  ],
  order: ["created_at", "file", "file_content_type", "file_name", "file_size", "updated_at", "value"],
  pageSize: 100,
  window: "created_at",
  incremental: "updated_at",
  events: [
    "people.v2.events.field_datum.created",
    "people.v2.events.field_datum.updated",
    "people.v2.events.field_datum.destroyed"
  ],
  docs
})

/** Reads one value. */
export const getCustomFieldValue = Endpoint.get({
  entity: CustomFieldValue,
  path: "/people/v2/field_data/:id",
  include,
  docs
})
