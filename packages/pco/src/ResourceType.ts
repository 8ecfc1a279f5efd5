import type { CanonicalEntityName } from "@openfaith/canonical"
import type { Product } from "./Product.ts"

// Maps, because the key comes from the body and may be "constructor".
const entities: Readonly<Record<Product, ReadonlyMap<unknown, CanonicalEntityName>>> = {
  people: new Map<string, CanonicalEntityName>([
    ["Person", "Person"],
    ["Email", "Email"],
    ["PhoneNumber", "PhoneNumber"],
    ["Address", "Address"],
    ["Campus", "Campus"],
    ["Household", "Household"],
    ["HouseholdMembership", "HouseholdMembership"],
    ["MaritalStatus", "MaritalStatus"],
    ["NamePrefix", "NamePrefix"],
    ["NameSuffix", "NameSuffix"],
    ["InactiveReason", "InactiveReason"],
    ["Tab", "CustomFieldTab"],
    ["FieldDefinition", "CustomFieldDefinition"],
    ["FieldDatum", "CustomFieldValue"],
    ["SocialProfile", "SocialProfile"],
    ["PersonMerger", "PersonMerger"]
  ]),
  groups: new Map<string, CanonicalEntityName>([
    ["GroupType", "GroupType"],
    ["Group", "Group"],
    ["Membership", "GroupMembership"],
    ["Event", "Event"],
    ["TagGroup", "TagGroup"],
    ["Tag", "Tag"],
    ["Attendance", "Attendance"]
  ])
}

/** The entity that a record type of a product is, or undefined for types we do not keep, such as the Person of Groups. */
export const entityOfType = (product: Product, type: unknown): CanonicalEntityName | undefined =>
  entities[product].get(type)
