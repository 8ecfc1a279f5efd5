import { hash } from "../../world/Random.ts"
import { textSeconds } from "../../world/Timestamp.ts"
import type { World } from "../../world/World.ts"
import { childrenEdge, parentEdge, throughEdge, type Vertex } from "../Vertex.ts"

const childText = (world: World, table: "Email" | "PhoneNumber", field: string, id: string) =>
  world.tables[table].children("person", id).map((index) => {
    const value = world.tables[table].read(index).attributes[field]
    return typeof value === "string" ? value : null
  })

/** People of the People product. @see https://developer.planning.center/docs/#/apps/people/vertices/person */
export const Person: Vertex = {
  name: "Person",
  product: "people",
  type: "Person",
  path: (row) => `/people/${row.id}`,
  relationships: [{ kind: "one", name: "primary_campus", ref: "primary_campus", type: "PrimaryCampus" }],
  edges: {
    addresses: childrenEdge("Address", "person"),
    emails: childrenEdge("Email", "person"),
    field_data: childrenEdge("FieldDatum", "person"),
    household_memberships: childrenEdge("HouseholdMembership", "person"),
    households: throughEdge("Household", "HouseholdMembership", "person", "household"),
    inactive_reason: parentEdge("InactiveReason", "inactive_reason"),
    marital_status: parentEdge("MaritalStatus", "marital_status"),
    name_prefix: parentEdge("NamePrefix", "name_prefix"),
    name_suffix: parentEdge("NameSuffix", "name_suffix"),
    phone_numbers: childrenEdge("PhoneNumber", "person"),
    primary_campus: parentEdge("Campus", "primary_campus", "PrimaryCampus"),
    social_profiles: childrenEdge("SocialProfile", "person")
  },
  vacant: {
    person_apps: "many",
    platform_notifications: "many",
    school: "one"
  },
  canInclude: [
    "addresses",
    "emails",
    "field_data",
    "households",
    "inactive_reason",
    "marital_status",
    "name_prefix",
    "name_suffix",
    "organization",
    "person_apps",
    "phone_numbers",
    "platform_notifications",
    "primary_campus",
    "school",
    "social_profiles"
  ],
  canOrderBy: [
    "accounting_administrator",
    "anniversary",
    "birthdate",
    "child",
    "given_name",
    "grade",
    "graduation_year",
    "middle_name",
    "nickname",
    "people_permissions",
    "site_administrator",
    "gender",
    "inactivated_at",
    "created_at",
    "updated_at",
    "first_name",
    "last_name",
    "remote_id",
    "membership",
    "status"
  ],
  canQueryBy: {
    accounting_administrator: "boolean",
    anniversary: "date",
    birthdate: "date",
    child: "boolean",
    given_name: "string",
    grade: "integer",
    graduation_year: "integer",
    middle_name: "string",
    nickname: "string",
    people_permissions: "string",
    site_administrator: "boolean",
    gender: "string",
    inactivated_at: "date_time",
    medical_notes: "string",
    membership: "string",
    created_at: "date_time",
    updated_at: "date_time",
    search_name: "search",
    search_name_or_email: "search",
    search_name_or_email_or_phone_number: "search",
    search_phone_number: "search",
    search_phone_number_e164: "search",
    mfa_configured: "boolean",
    first_name: "string",
    last_name: "string",
    id: "primary_key",
    primary_campus_id: "primary_key",
    remote_id: "integer",
    status: "string"
  },
  canFilter: ["created_since", "admins", "organization_admins"],
  onRequest: (row) => ({
    directory_shared_info: {},
    mfa_configured: hash(1, 2, Number(row.id)) % 20 === 0,
    stripe_customer_identifier: null
  }),
  filters: {
    admins: (row) => row.attributes["people_permissions"] === "Manager",
    organization_admins: (row) => row.attributes["site_administrator"] === true,
    created_since: (row, parameters) => {
      const since = textSeconds(parameters.get("time") ?? "")
      const created = textSeconds(String(row.attributes["created_at"]))
      return since === null || (created !== null && created >= since)
    }
  },
  values: {
    mfa_configured: (row) => [String(hash(1, 2, Number(row.id)) % 20 === 0)],
    primary_campus_id: (row) => [row.refs["primary_campus"] ?? null],
    search_name: (row) => [String(row.attributes["name"]), String(row.attributes["nickname"] ?? "")],
    search_name_or_email: (row, world) => [
      String(row.attributes["name"]),
      ...childText(world, "Email", "address", row.id)
    ],
    search_name_or_email_or_phone_number: (row, world) => [
      String(row.attributes["name"]),
      ...childText(world, "Email", "address", row.id),
      ...childText(world, "PhoneNumber", "number", row.id)
    ],
    search_phone_number: (row, world) => childText(world, "PhoneNumber", "number", row.id),
    search_phone_number_e164: (row, world) => childText(world, "PhoneNumber", "e164", row.id)
  }
}
