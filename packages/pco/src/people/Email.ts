import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeEmailAddress, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "email")

const EmailWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Email"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    address: Attribute.text,
    blocked: Attribute.boolean,
    created_at: Attribute.dateTime,
    location: Attribute.text,
    primary: Attribute.boolean,
    updated_at: Attribute.dateTime
  }),
  relationships: Schema.Struct({ person: Relationship.required("Person") })
})

/**
 * An e-mail address of a person. Making another one primary does not move the `updated_at` of the old one.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/email
 */
export const Email = Entity.make("Email", {
  wire: EmailWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(context, "Email", id, attributes, {
      personId: idOf(context, "Person", relationships.person.data.id),
      address: normalizeEmailAddress(attributes.address),
      location: normalizeText(attributes.location),
      isPrimary: attributes.primary ?? null,
      blocked: attributes.blocked ?? null
    })
})

const where = ["address", "blocked", "created_at", "location", "primary", "updated_at"] as const
const order = ["address", "created_at", "location", "primary", "updated_at"] as const

/** Lists the e-mail addresses of everybody. */
export const listEmails = Endpoint.list({
  entity: Email,
  path: "/people/v2/emails",
  where,
  order,
  pageSize: 100,
  window: "created_at",
  incremental: "updated_at",
  events: [
    "people.v2.events.email.created",
    "people.v2.events.email.updated",
    "people.v2.events.email.destroyed"
  ],
  docs
})

/** Lists the e-mail addresses of one person. */
export const listPersonEmails = Endpoint.listWithin({
  name: "listPersonEmails",
  entity: Email,
  path: "/people/v2/people/:person_id/emails",
  within: { entity: "Person", param: "person_id", relationship: "person" },
  where,
  order,
  pageSize: 100,
  docs
})

/** Reads one e-mail address. */
export const getEmail = Endpoint.get({ entity: Email, path: "/people/v2/emails/:id", docs })
