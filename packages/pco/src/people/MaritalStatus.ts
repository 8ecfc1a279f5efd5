import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"

const docs = docsOf("people", "marital_status")

const MaritalStatusWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("MaritalStatus"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({ value: Attribute.text })
})

/**
 * A marital status that people can have, such as married or single.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/marital_status
 */
export const MaritalStatus = Entity.make("MaritalStatus", {
  wire: MaritalStatusWire,
  version: 1,
  docs,
  transform: ({ attributes, id }, context) =>
    toCanonical(context, "MaritalStatus", id, {}, { value: normalizeText(attributes.value) })
})

/** Lists the marital statuses to choose from. */
export const listMaritalStatuses = Endpoint.list({
  entity: MaritalStatus,
  path: "/people/v2/marital_statuses",
  where: ["value"],
  order: ["sequence", "value"],
  pageSize: 100,
  docs
})

/** Reads one marital status. */
export const getMaritalStatus = Endpoint.get({
  entity: MaritalStatus,
  path: "/people/v2/marital_statuses/:id",
  docs
})
