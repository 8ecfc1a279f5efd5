import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"

const docs = docsOf("people", "name_prefix")

const NamePrefixWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("NamePrefix"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({ value: Attribute.text })
})

/**
 * What can go before a name, such as Mr. or Dr.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/name_prefix
 */
export const NamePrefix = Entity.make("NamePrefix", {
  wire: NamePrefixWire,
  version: 1,
  docs,
  transform: ({ attributes, id }, context) =>
    toCanonical(context, "NamePrefix", id, {}, { value: normalizeText(attributes.value) })
})

/** Lists the prefixes to choose from. */
export const listNamePrefixes = Endpoint.list({
  entity: NamePrefix,
  path: "/people/v2/name_prefixes",
  where: ["value"],
  order: ["value"],
  pageSize: 100,
  docs
})

/** Reads one prefix. */
export const getNamePrefix = Endpoint.get({ entity: NamePrefix, path: "/people/v2/name_prefixes/:id", docs })
