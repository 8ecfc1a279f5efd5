import type { Organisation } from "@openfaith/adapter-core"
import { normalizeName, normalizeTimeZone } from "@openfaith/canonical"
import { DateTime, Option, Schema } from "effect"
import * as Attribute from "./Attribute.ts"
import { ExternalId } from "./ExternalId.ts"

/**
 * The church a credential belongs to.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/organization
 */
export const Organization = Schema.Struct({
  id: ExternalId,
  attributes: Schema.Struct({ country_code: Attribute.text, name: Attribute.text, time_zone: Attribute.text })
})

const zoneOf = (given: string | null | undefined): string => {
  const name = normalizeTimeZone(given)
  return name !== null && Option.isSome(DateTime.zoneMakeNamed(name)) ? name : "UTC"
}

// Most of its churches are in the United States, and what a wrong guess costs is an unread telephone number.
const countryOf = (given: string | null | undefined): string => {
  const code = given?.trim().toUpperCase() ?? ""
  return /^[A-Z]{2}$/.test(code) ? code : "US"
}

/** The organisation in the engine's words; an unknown time zone is read as UTC, an unknown country as the United States. */
export const organisationOf = ({ attributes, id }: typeof Organization.Type): Organisation => ({
  id,
  name: normalizeName(attributes.name) ?? id,
  timeZone: zoneOf(attributes.time_zone),
  countryCode: countryOf(attributes.country_code)
})
