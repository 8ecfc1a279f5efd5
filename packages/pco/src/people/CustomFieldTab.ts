import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeName, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"

const docs = docsOf("people", "tab")

const TabWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Tab"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({ name: Attribute.text, sequence: Attribute.integer, slug: Attribute.text })
})

/**
 * A heading for custom fields; the API's word is Tab.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/tab
 */
export const CustomFieldTab = Entity.make("CustomFieldTab", {
  wire: TabWire,
  version: 1,
  docs,
  transform: ({ attributes, id }, context) =>
    toCanonical(
      context,
      "CustomFieldTab",
      id,
      {},
      {
        name: normalizeName(attributes.name),
        slug: normalizeText(attributes.slug),
        position: attributes.sequence ?? null
      }
    )
})

const include = ["field_definitions", "field_options"] as const

/** Lists the headings. */
export const listTabs = Endpoint.list({
  entity: CustomFieldTab,
  path: "/people/v2/tabs",
  include,
  where: ["name", "sequence", "slug"],
  order: ["name", "sequence", "slug"],
  pageSize: 100,
  docs
})

/** Reads one heading. */
export const getCustomFieldTab = Endpoint.get({
  entity: CustomFieldTab,
  path: "/people/v2/tabs/:id",
  include,
  docs
})
