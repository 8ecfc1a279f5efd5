import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeName, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOf, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "household_membership")

const HouseholdMembershipWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("HouseholdMembership"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    household_role: Attribute.text,
    pending: Attribute.boolean,
    person_name: Attribute.text
  }),
  // The API names the person only; the household is taken from the path of the listing.
  relationships: Schema.Struct({
    household: Relationship.required("Household"),
    person: Relationship.required("Person")
  })
})

/**
 * That a person belongs to a household. It carries no timestamps and no listing of its own.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/household_membership
 */
export const HouseholdMembership = Entity.make("HouseholdMembership", {
  wire: HouseholdMembershipWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(
      context,
      "HouseholdMembership",
      id,
      {},
      {
        householdId: idOf(context, "Household", relationships.household.data.id),
        personId: idOf(context, "Person", relationships.person.data.id),
        personName: normalizeName(attributes.person_name),
        pending: attributes.pending ?? null,
        role: normalizeText(attributes.household_role)
      }
    )
})

/** Lists the memberships of one household; the same path without the household is answered 404. */
export const listHouseholdMemberships = Endpoint.listWithin({
  entity: HouseholdMembership,
  path: "/people/v2/households/:household_id/household_memberships",
  within: { entity: "Household", param: "household_id", relationship: "household" },
  include: ["household", "person"],
  where: ["pending", "person_name"],
  order: ["pending", "person_name"],
  pageSize: 100,
  docs
})

/** Reads one membership of a household. */
export const getHouseholdMembership = Endpoint.get({
  entity: HouseholdMembership,
  path: "/people/v2/households/:household_id/household_memberships/:id",
  include: ["household", "person"],
  docs
})
