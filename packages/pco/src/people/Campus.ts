import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeEmailAddress, normalizeName, normalizeText, normalizeTimeZone } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"

const docs = docsOf("people", "campus")

const CampusWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Campus"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    avatar_url: Attribute.text,
    church_center_enabled: Attribute.boolean,
    city: Attribute.text,
    contact_email_address: Attribute.text,
    country: Attribute.text,
    created_at: Attribute.dateTime,
    description: Attribute.text,
    latitude: Attribute.decimal,
    longitude: Attribute.decimal,
    name: Attribute.text,
    phone_number: Attribute.text,
    state: Attribute.text,
    street: Attribute.text,
    time_zone: Attribute.text,
    twenty_four_hour_time: Attribute.boolean,
    updated_at: Attribute.dateTime,
    website: Attribute.text,
    zip: Attribute.text
  })
})

/**
 * A place where the church meets. No webhook tells of its changes.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/campus
 */
export const Campus = Entity.make("Campus", {
  wire: CampusWire,
  version: 1,
  docs,
  transform: ({ attributes, id }, context) =>
    toCanonical(context, "Campus", id, attributes, {
      name: normalizeName(attributes.name),
      description: normalizeText(attributes.description),
      street: normalizeText(attributes.street),
      city: normalizeText(attributes.city),
      state: normalizeText(attributes.state),
      postalCode: normalizeText(attributes.zip),
      country: normalizeText(attributes.country),
      latitude: attributes.latitude ?? null,
      longitude: attributes.longitude ?? null,
      timeZone: normalizeTimeZone(attributes.time_zone),
      twentyFourHourTime: attributes.twenty_four_hour_time ?? null,
      phoneNumber: normalizeText(attributes.phone_number),
      contactEmail: normalizeEmailAddress(attributes.contact_email_address),
      website: normalizeText(attributes.website),
      publicPageEnabled: attributes.church_center_enabled ?? null,
      avatarUrl: normalizeText(attributes.avatar_url)
    })
})

/** Lists the campuses. */
export const listCampuses = Endpoint.list({
  entity: Campus,
  path: "/people/v2/campuses",
  include: ["lists", "service_times"],
  where: ["created_at", "id", "updated_at"],
  order: ["created_at", "name", "updated_at"],
  pageSize: 100,
  window: "created_at",
  incremental: "updated_at",
  docs
})

/** Reads one campus. */
export const getCampus = Endpoint.get({
  entity: Campus,
  path: "/people/v2/campuses/:id",
  include: ["lists", "service_times"],
  docs
})
