import type { Product, Vertex, VertexName } from "./Vertex.ts"
import { Address } from "./vertices/Address.ts"
import { Campus } from "./vertices/Campus.ts"
import { Email } from "./vertices/Email.ts"
import { Event } from "./vertices/Event.ts"
import { Group } from "./vertices/Group.ts"
import { GroupsPerson } from "./vertices/GroupsPerson.ts"
import { GroupType } from "./vertices/GroupType.ts"
import { Household } from "./vertices/Household.ts"
import { HouseholdMembership } from "./vertices/HouseholdMembership.ts"
import { Membership } from "./vertices/Membership.ts"
import { Person } from "./vertices/Person.ts"
import { PersonMerger } from "./vertices/PersonMerger.ts"
import { PhoneNumber } from "./vertices/PhoneNumber.ts"

/** Every vertex this simulator serves. */
export const vertices: Record<VertexName, Vertex> = {
  Person,
  Email,
  PhoneNumber,
  Address,
  Campus,
  Household,
  HouseholdMembership,
  PersonMerger,
  GroupType,
  Group,
  Membership,
  Event,
  GroupsPerson
}

/** The lists at the top of each product. Memberships of households and of groups are not among them. */
export const topLevel: Record<Product, { readonly [collection: string]: VertexName }> = {
  people: {
    addresses: "Address",
    campuses: "Campus",
    emails: "Email",
    households: "Household",
    people: "Person",
    person_mergers: "PersonMerger",
    phone_numbers: "PhoneNumber"
  },
  groups: { events: "Event", group_types: "GroupType", groups: "Group", people: "GroupsPerson" }
}
