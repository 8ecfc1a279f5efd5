import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "address")

const AddressWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Address"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    city: Attribute.text,
    country_code: Attribute.text,
    country_name: Attribute.text,
    created_at: Attribute.dateTime,
    location: Attribute.text,
    primary: Attribute.boolean,
    state: Attribute.text,
    street_line_1: Attribute.text,
    street_line_2: Attribute.text,
    updated_at: Attribute.dateTime,
    zip: Attribute.text
  }),
  relationships: Schema.Struct({ person: Relationship.required("Person") })
})

/**
 * A postal address of a person.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/address
 */
export const Address = Entity.make("Address", {
  wire: AddressWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(context, "Address", id, attributes, {
      personId: idOf(context, "Person", relationships.person.data.id),
      streetLine1: normalizeText(attributes.street_line_1),
      streetLine2: normalizeText(attributes.street_line_2),
      city: normalizeText(attributes.city),
      state: normalizeText(attributes.state),
      postalCode: normalizeText(attributes.zip),
      countryCode: normalizeText(attributes.country_code),
      countryName: normalizeText(attributes.country_name),
      location: normalizeText(attributes.location),
      isPrimary: attributes.primary ?? null
    })
})

// Neither timestamp can be filtered by: such a filter is ignored and answered with everything.
const where = [
  "city",
  "country_code",
  "location",
  "primary",
  "state",
  "street_line_1",
  "street_line_2",
  "zip"
] as const
const order = [
  "city",
  "country_code",
  "created_at",
  "location",
  "primary",
  "state",
  "street_line_1",
  "street_line_2",
  "updated_at",
  "zip"
] as const

/** Lists the addresses of everybody; changes are found by walking from the newest. */
export const listAddresses = Endpoint.list({
  entity: Address,
  path: "/people/v2/addresses",
  where,
  order,
  pageSize: 100,
  incremental: "updated_at",
  events: [
    "people.v2.events.address.created",
    "people.v2.events.address.updated",
    "people.v2.events.address.destroyed"
  ],
  docs
})

/** Lists the addresses of one person. */
export const listPersonAddresses = Endpoint.listWithin({
  name: "listPersonAddresses",
  entity: Address,
  path: "/people/v2/people/:person_id/addresses",
  within: { entity: "Person", param: "person_id", relationship: "person" },
  where,
  order,
  pageSize: 100,
  docs
})

/** Reads one address. */
export const getAddress = Endpoint.get({ entity: Address, path: "/people/v2/addresses/:id", docs })
