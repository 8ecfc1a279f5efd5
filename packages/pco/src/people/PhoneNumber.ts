import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizePhone, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "phone_number")

const PhoneNumberWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("PhoneNumber"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    carrier: Attribute.text,
    country_code: Attribute.text,
    created_at: Attribute.dateTime,
    e164: Attribute.text,
    location: Attribute.text,
    number: Attribute.text,
    primary: Attribute.boolean,
    updated_at: Attribute.dateTime
  }),
  relationships: Schema.Struct({ person: Relationship.required("Person") })
})

const international = /^\+[1-9]\d{6,14}$/

/** The source's own reading of a number, when it is one. */
const wellFormed = (e164: string | null | undefined, countryCode: string | null | undefined) =>
  typeof e164 === "string" && international.test(e164)
    ? { e164, countryCode: countryCode?.trim().toUpperCase() ?? null }
    : null

/**
 * A telephone number of a person, as typed and in international form.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/phone_number
 */
export const PhoneNumber = Entity.make("PhoneNumber", {
  wire: PhoneNumberWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) => {
    // Planning Center has read the number itself where it could; reading it again costs the most of a whole page.
    const read =
      wellFormed(attributes.e164, attributes.country_code) ??
      normalizePhone(attributes.number, attributes.country_code ?? context.country)
    return toCanonical(context, "PhoneNumber", id, attributes, {
      personId: idOf(context, "Person", relationships.person.data.id),
      number: normalizeText(attributes.number)?.trim() || null,
      e164: read.e164,
      countryCode: read.countryCode ?? normalizeText(attributes.country_code),
      carrier: normalizeText(attributes.carrier),
      location: normalizeText(attributes.location),
      isPrimary: attributes.primary ?? null
    })
  }
})

const where = ["carrier", "created_at", "location", "number", "primary", "updated_at"] as const
const order = ["carrier", "created_at", "location", "number", "primary", "updated_at"] as const

/** Lists the telephone numbers of everybody. */
export const listPhoneNumbers = Endpoint.list({
  entity: PhoneNumber,
  path: "/people/v2/phone_numbers",
  where,
  order,
  pageSize: 100,
  window: "created_at",
  incremental: "updated_at",
  events: [
    "people.v2.events.phone_number.created",
    "people.v2.events.phone_number.updated",
    "people.v2.events.phone_number.destroyed"
  ],
  docs
})

/** Lists the telephone numbers of one person. */
export const listPersonPhoneNumbers = Endpoint.listWithin({
  name: "listPersonPhoneNumbers",
  entity: PhoneNumber,
  path: "/people/v2/people/:person_id/phone_numbers",
  within: { entity: "Person", param: "person_id", relationship: "person" },
  where,
  order,
  pageSize: 100,
  docs
})

/** Reads one telephone number. */
export const getPhoneNumber = Endpoint.get({
  entity: PhoneNumber,
  path: "/people/v2/phone_numbers/:id",
  docs
})
