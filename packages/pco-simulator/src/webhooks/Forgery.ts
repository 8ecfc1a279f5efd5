import type { Json } from "../world/Row.ts"
import type { Delivery } from "./Delivery.ts"
import { isEventName } from "./EventNames.ts"
import { type JsonObject, objectIn } from "./Payload.ts"

const forgedText = "Forged"

/** What would be written over a record: every text false, and the people of a merger in each other's place. */
const forgedAttributes = (attributes: JsonObject): JsonObject => {
  const texts = Object.entries(attributes).map(([name, value]): [string, Json] => [
    name,
    typeof value === "string" && !name.endsWith("_at") ? forgedText : value
  ])
  const { person_to_keep_id: keep, person_to_remove_id: remove } = attributes
  const swapped =
    keep === undefined || remove === undefined ? {} : { person_to_keep_id: remove, person_to_remove_id: keep }
  return { first_name: forgedText, name: forgedText, ...Object.fromEntries(texts), ...swapped }
}

/**
 * What a stranger would send about the same record: that a living one is gone, that a destroyed one is there, or false
 * attributes where neither can be said.
 */
export const forgeryOf = (delivery: Delivery): { readonly name: string; readonly payload: string } => {
  const document: JsonObject = JSON.parse(delivery.payload)
  const data = objectIn(document, "data")
  const [resource, action] = [
    delivery.name.slice(0, delivery.name.lastIndexOf(".")),
    delivery.name.slice(delivery.name.lastIndexOf(".") + 1)
  ]
  if (action !== "destroyed" && isEventName(`${resource}.destroyed`)) {
    const { attributes: _left, relationships: _out, ...named } = data
    const meta = { parent: objectIn(objectIn(document, "meta"), "parent") }
    return { name: `${resource}.destroyed`, payload: JSON.stringify({ data: named, meta }) }
  }
  const attributes = forgedAttributes(objectIn(data, "attributes"))
  return {
    name: action === "destroyed" ? `${resource}.created` : delivery.name,
    payload: JSON.stringify({ ...document, data: { ...data, attributes } })
  }
}
