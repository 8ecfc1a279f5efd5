import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"

const docs = docsOf("people", "inactive_reason")

const InactiveReasonWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("InactiveReason"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({ value: Attribute.text })
})

/**
 * Why somebody can be inactive, such as moved away.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/inactive_reason
 */
export const InactiveReason = Entity.make("InactiveReason", {
  wire: InactiveReasonWire,
  version: 1,
  docs,
  transform: ({ attributes, id }, context) =>
    toCanonical(context, "InactiveReason", id, {}, { value: normalizeText(attributes.value) })
})

/** Lists the reasons to choose from. */
export const listInactiveReasons = Endpoint.list({
  entity: InactiveReason,
  path: "/people/v2/inactive_reasons",
  where: ["value"],
  order: ["value"],
  pageSize: 100,
  docs
})

/** Reads one reason. */
export const getInactiveReason = Endpoint.get({
  entity: InactiveReason,
  path: "/people/v2/inactive_reasons/:id",
  docs
})
