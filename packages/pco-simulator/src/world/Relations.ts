import type { TableName } from "./Row.ts"

/** Rows that cannot be without another: they go when it goes. */
export interface Dependent {
  readonly table: TableName
  readonly ref: string
}

/** What goes when a row of a table goes. */
export const dependents: { readonly [table in TableName]?: ReadonlyArray<Dependent> } = {
  Person: [
    { table: "Email", ref: "person" },
    { table: "PhoneNumber", ref: "person" },
    { table: "Address", ref: "person" },
    { table: "SocialProfile", ref: "person" },
    { table: "CustomFieldValue", ref: "person" },
    { table: "HouseholdMembership", ref: "person" },
    { table: "GroupMembership", ref: "person" },
    { table: "Attendance", ref: "person" }
  ],
  CustomFieldDefinition: [{ table: "CustomFieldValue", ref: "field_definition" }],
  Household: [{ table: "HouseholdMembership", ref: "household" }],
  Group: [
    { table: "GroupMembership", ref: "group" },
    { table: "Event", ref: "group" }
  ],
  Event: [{ table: "Attendance", ref: "event" }],
  TagGroup: [{ table: "Tag", ref: "tag_group" }]
}

/** A reference of a table: to which table, and whether a row can be without it. */
export interface Reference {
  readonly table: TableName
  readonly required: boolean
}

/** The references that can be set by hand. */
export const references: { readonly [table in TableName]?: { readonly [ref: string]: Reference } } = {
  Person: {
    inactive_reason: { table: "InactiveReason", required: false },
    marital_status: { table: "MaritalStatus", required: false },
    name_prefix: { table: "NamePrefix", required: false },
    name_suffix: { table: "NameSuffix", required: false },
    primary_campus: { table: "Campus", required: false }
  },
  Email: { person: { table: "Person", required: true } },
  PhoneNumber: { person: { table: "Person", required: true } },
  Address: { person: { table: "Person", required: true } },
  SocialProfile: { person: { table: "Person", required: true } },
  CustomFieldDefinition: { tab: { table: "CustomFieldTab", required: false } },
  CustomFieldValue: {
    field_definition: { table: "CustomFieldDefinition", required: true },
    person: { table: "Person", required: true }
  },
  Household: { primary_contact: { table: "Person", required: false } },
  HouseholdMembership: {
    household: { table: "Household", required: true },
    person: { table: "Person", required: true }
  },
  Group: { group_type: { table: "GroupType", required: false } },
  GroupMembership: { group: { table: "Group", required: true }, person: { table: "Person", required: true } },
  Event: { group: { table: "Group", required: true } },
  Attendance: { event: { table: "Event", required: true }, person: { table: "Person", required: true } },
  Tag: { tag_group: { table: "TagGroup", required: true } }
}

/** Attributes that follow from other rows and cannot be set. */
export const derived: { readonly [table in TableName]?: ReadonlyArray<string> } = {
  Person: ["name"],
  Household: ["member_count", "primary_contact_name"],
  HouseholdMembership: ["person_name"],
  Group: ["memberships_count"]
}

/** References of which no two rows may share both: nobody belongs twice to the same. */
export const pairs: { readonly [table in TableName]?: readonly [string, string] } = {
  HouseholdMembership: ["household", "person"],
  GroupMembership: ["group", "person"],
  Attendance: ["event", "person"]
}
