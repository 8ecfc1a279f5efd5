import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeName, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOrNull, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "household")

const HouseholdWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Household"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    avatar: Attribute.text,
    created_at: Attribute.dateTime,
    member_count: Attribute.integer,
    name: Attribute.text,
    primary_contact_id: Attribute.foreignKey,
    primary_contact_name: Attribute.text,
    updated_at: Attribute.dateTime
  }),
  relationships: Relationship.optionalStruct({ primary_contact: Relationship.nullable("Person") })
})

/**
 * People who live together. Who belongs to it is told by its memberships, in its own listing only.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/household
 */
export const Household = Entity.make("Household", {
  wire: HouseholdWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(context, "Household", id, attributes, {
      name: normalizeName(attributes.name),
      memberCount: attributes.member_count ?? null,
      primaryContactName: normalizeName(attributes.primary_contact_name),
      primaryContactId: idOrNull(
        context,
        "Person",
        Relationship.linkedId(relationships?.primary_contact) ?? attributes.primary_contact_id ?? null
      ),
      avatarUrl: normalizeText(attributes.avatar)
    })
})

/** Lists the households. */
export const listHouseholds = Endpoint.list({
  entity: Household,
  path: "/people/v2/households",
  include: ["people"],
  where: ["created_at", "member_count", "name", "primary_contact_name", "updated_at"],
  order: ["created_at", "member_count", "name", "primary_contact_name", "updated_at"],
  pageSize: 100,
  window: "created_at",
  incremental: "updated_at",
  events: [
    "people.v2.events.household.created",
    "people.v2.events.household.updated",
    "people.v2.events.household.destroyed"
  ],
  docs
})

/** Reads one household. */
export const getHousehold = Endpoint.get({
  entity: Household,
  path: "/people/v2/households/:id",
  include: ["people"],
  docs
})
