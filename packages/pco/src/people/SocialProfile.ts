import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "social_profile")

const SocialProfileWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("SocialProfile"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    created_at: Attribute.dateTime,
    site: Attribute.text,
    updated_at: Attribute.dateTime,
    url: Attribute.text,
    verified: Attribute.boolean
  }),
  relationships: Schema.Struct({ person: Relationship.required("Person") })
})

/**
 * A profile of a person on another site.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/social_profile
 */
export const SocialProfile = Entity.make("SocialProfile", {
  wire: SocialProfileWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(context, "SocialProfile", id, attributes, {
      personId: idOf(context, "Person", relationships.person.data.id),
      site: normalizeText(attributes.site),
      url: normalizeText(attributes.url),
      verified: attributes.verified ?? null
    })
})

// A profile names its person only where the person is included.
const include = ["person"] as const

/** Lists the profiles of everybody. */
export const listSocialProfiles = Endpoint.list({
  entity: SocialProfile,
  path: "/people/v2/social_profiles",
  include,
  fixedInclude: include,
  where: ["created_at", "site", "updated_at", "url", "verified"],
  order: ["created_at", "site", "updated_at", "url", "verified"],
  pageSize: 100,
  window: "created_at",
  incremental: "updated_at",
  docs
})

/** Reads one profile. */
export const getSocialProfile = Endpoint.get({
  entity: SocialProfile,
  path: "/people/v2/social_profiles/:id",
  include,
  fixedInclude: include,
  docs
})
