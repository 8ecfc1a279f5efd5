import type { Attributes, Json, TableName } from "./Row.ts"
import { World } from "./World.ts"

const defaults: { readonly [table in TableName]?: Attributes } = {
  Person: { first_name: "New", last_name: "Person", status: "active", directory_status: "no_access" },
  Email: { address: "new@example.org", location: "Home" },
  PhoneNumber: { number: "(704) 555-0100", location: "Mobile", country_code: "US", e164: "+17045550100" },
  Address: { location: "Home", country_code: "US", country_name: "United States" },
  SocialProfile: { site: "Facebook", url: "https://facebook.example.com/new" },
  CustomFieldValue: { value: "new" },
  MaritalStatus: { value: "New Status" },
  NamePrefix: { value: "New." },
  NameSuffix: { value: "N." },
  InactiveReason: { value: "New Reason" },
  CustomFieldTab: { name: "New Tab", slug: "new_tab" },
  CustomFieldDefinition: { name: "New Field", slug: "new_field", data_type: "string" },
  Campus: { name: "New Campus", time_zone: "Eastern Time (US & Canada)" },
  Household: { name: "New Household" },
  HouseholdMembership: { household_role: "adult" },
  GroupType: { name: "New Group Type" },
  Group: { name: "New Group", events_visibility: "public", listed: true },
  GroupMembership: { role: "member" },
  Event: { name: "New Event" },
  Attendance: { attended: true, role: "member" },
  TagGroup: { name: "New Tag Group" },
  Tag: { name: "New Tag" }
}

let sample: World | undefined

const blank = (value: Json): Json =>
  typeof value === "boolean" ? false : value !== null && typeof value === "object" ? {} : null

/** The attributes of a row nobody has filled in: every name the API shows, with little in it. */
export const blankAttributes = (table: TableName, now: string): Attributes => {
  sample ??= new World({ seed: 1, people: 1000, organization: 0 })
  const names = Object.entries(sample.tables[table].stored(0).attributes).map(([name, value]) => [
    name,
    blank(value)
  ])
  const attributes: Attributes = { ...Object.fromEntries(names), ...defaults[table] }
  for (const name of ["created_at", "updated_at", "joined_at", "starts_at", "ends_at"]) {
    if (name in attributes) attributes[name] = now
  }
  return attributes
}
