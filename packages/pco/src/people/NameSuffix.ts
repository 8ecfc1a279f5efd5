import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"

const docs = docsOf("people", "name_suffix")

const NameSuffixWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("NameSuffix"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({ value: Attribute.text })
})

/**
 * What can go after a name, such as Jr.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/name_suffix
 */
export const NameSuffix = Entity.make("NameSuffix", {
  wire: NameSuffixWire,
  version: 1,
  docs,
  transform: ({ attributes, id }, context) =>
    toCanonical(context, "NameSuffix", id, {}, { value: normalizeText(attributes.value) })
})

/** Lists the suffixes to choose from. */
export const listNameSuffixes = Endpoint.list({
  entity: NameSuffix,
  path: "/people/v2/name_suffixes",
  where: ["value"],
  order: ["value"],
  pageSize: 100,
  docs
})

/** Reads one suffix. */
export const getNameSuffix = Endpoint.get({ entity: NameSuffix, path: "/people/v2/name_suffixes/:id", docs })
