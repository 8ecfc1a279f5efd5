import { type CanonicalEntityName, entityId } from "@openfaith/canonical"

/** A record of the simulator's truth: its attributes and, as `…_id`, the ids it points at. */
export type TruthRecord = Readonly<Record<string, unknown>> & { readonly id: string }

/** What a canonical column must hold, told from the truth alone. */
type Expectation = (
  record: TruthRecord,
  idOf: (entity: CanonicalEntityName, id: unknown) => string | null
) => unknown

const same =
  (attribute: string): Expectation =>
  (record) =>
    record[attribute] ?? null

const name =
  (attribute: string): Expectation =>
  (record) => {
    const value = record[attribute]
    return typeof value === "string" ? value.normalize("NFC").trim().split(/\s+/u).join(" ") || null : null
  }

const pointsAt =
  (entity: CanonicalEntityName, attribute: string): Expectation =>
  (record, idOf) =>
    idOf(entity, record[attribute])

const email =
  (attribute: string): Expectation =>
  (record) => {
    const value = record[attribute]
    if (typeof value !== "string") return null
    const at = value.trim().lastIndexOf("@")
    return value.trim().slice(0, at) + value.trim().slice(at).toLowerCase()
  }

const inside =
  (attribute: string, key: string): Expectation =>
  (record) => {
    const value = record[attribute]
    return typeof value === "object" && value !== null
      ? ((value as Record<string, unknown>)[key] ?? null)
      : null
  }

const gender: Expectation = ({ gender: given }) => {
  if (typeof given !== "string") return null
  const initial = given.trim().charAt(0).toLowerCase()
  return /^(m|male)$/i.test(given)
    ? "male"
    : /^(f|female)$/i.test(given)
      ? "female"
      : initial === ""
        ? null
        : given
}

const zones: Readonly<Record<string, string>> = {
  "Eastern Time (US & Canada)": "America/New_York",
  "Central Time (US & Canada)": "America/Chicago",
  "Mountain Time (US & Canada)": "America/Denver",
  "Pacific Time (US & Canada)": "America/Los_Angeles",
  Arizona: "America/Phoenix",
  Brasilia: "America/Sao_Paulo"
}

/** Every column of every canonical entity by its field, and the truth it must show. */
const expectations: Readonly<Record<CanonicalEntityName, Readonly<Record<string, Expectation>>>> = {
  Person: {
    firstName: name("first_name"),
    givenName: name("given_name"),
    middleName: name("middle_name"),
    lastName: name("last_name"),
    nickname: name("nickname"),
    displayName: name("name"),
    gender,
    birthdate: same("birthdate"),
    anniversary: same("anniversary"),
    child: same("child"),
    grade: same("grade"),
    graduationYear: same("graduation_year"),
    schoolType: same("school_type"),
    status: same("status"),
    inactivatedAt: same("inactivated_at"),
    membership: same("membership"),
    directoryStatus: same("directory_status"),
    medicalNotes: same("medical_notes"),
    passedBackgroundCheck: same("passed_background_check"),
    siteAdministrator: same("site_administrator"),
    remoteId: ({ remote_id }) => (remote_id === null ? null : String(remote_id)),
    avatarUrl: same("avatar"),
    primaryCampusId: pointsAt("Campus", "primary_campus_id"),
    maritalStatusId: pointsAt("MaritalStatus", "marital_status_id"),
    namePrefixId: pointsAt("NamePrefix", "name_prefix_id"),
    nameSuffixId: pointsAt("NameSuffix", "name_suffix_id"),
    inactiveReasonId: pointsAt("InactiveReason", "inactive_reason_id")
  },
  MaritalStatus: { value: same("value") },
  NamePrefix: { value: same("value") },
  NameSuffix: { value: same("value") },
  InactiveReason: { value: same("value") },
  CustomFieldTab: { name: name("name"), slug: same("slug"), position: same("sequence") },
  CustomFieldDefinition: {
    tabId: pointsAt("CustomFieldTab", "tab_id"),
    name: name("name"),
    slug: same("slug"),
    dataType: same("data_type"),
    config: same("config"),
    position: same("sequence"),
    archivedAt: same("deleted_at")
  },
  CustomFieldValue: {
    personId: pointsAt("Person", "person_id"),
    definitionId: pointsAt("CustomFieldDefinition", "field_definition_id"),
    value: same("value"),
    fileName: same("file_name"),
    fileContentType: same("file_content_type"),
    fileSize: same("file_size")
  },
  SocialProfile: {
    personId: pointsAt("Person", "person_id"),
    site: same("site"),
    url: same("url"),
    verified: same("verified")
  },
  PersonMerger: {
    keptPersonId: pointsAt("Person", "person_to_keep_id"),
    removedPersonId: pointsAt("Person", "person_to_remove_id")
  },
  Email: {
    personId: pointsAt("Person", "person_id"),
    address: email("address"),
    location: same("location"),
    isPrimary: same("primary"),
    blocked: same("blocked")
  },
  PhoneNumber: {
    personId: pointsAt("Person", "person_id"),
    number: same("number"),
    e164: same("e164"),
    countryCode: same("country_code"),
    carrier: same("carrier"),
    location: same("location"),
    isPrimary: same("primary")
  },
  Address: {
    personId: pointsAt("Person", "person_id"),
    streetLine1: same("street_line_1"),
    streetLine2: same("street_line_2"),
    city: same("city"),
    state: same("state"),
    postalCode: same("zip"),
    countryCode: same("country_code"),
    countryName: same("country_name"),
    location: same("location"),
    isPrimary: same("primary")
  },
  Campus: {
    name: name("name"),
    description: same("description"),
    street: same("street"),
    city: same("city"),
    state: same("state"),
    postalCode: same("zip"),
    country: same("country"),
    latitude: same("latitude"),
    longitude: same("longitude"),
    timeZone: ({ time_zone }) => zones[String(time_zone)] ?? time_zone,
    twentyFourHourTime: same("twenty_four_hour_time"),
    phoneNumber: same("phone_number"),
    contactEmail: email("contact_email_address"),
    website: same("website"),
    publicPageEnabled: same("church_center_enabled"),
    avatarUrl: same("avatar_url")
  },
  Household: {
    name: name("name"),
    memberCount: same("member_count"),
    primaryContactName: name("primary_contact_name"),
    primaryContactId: pointsAt("Person", "primary_contact_id"),
    avatarUrl: same("avatar")
  },
  HouseholdMembership: {
    householdId: pointsAt("Household", "household_id"),
    personId: pointsAt("Person", "person_id"),
    personName: name("person_name"),
    pending: same("pending"),
    role: same("household_role")
  },
  GroupType: {
    name: name("name"),
    description: same("description"),
    color: same("color"),
    position: same("position"),
    publiclyVisible: same("church_center_visible"),
    mapVisible: same("church_center_map_visible"),
    publicUrl: same("public_church_center_web_url")
  },
  Group: {
    groupTypeId: pointsAt("GroupType", "group_type_id"),
    name: name("name"),
    description: same("description"),
    schedule: same("schedule"),
    contactEmail: email("contact_email"),
    publicUrl: same("public_church_center_web_url"),
    headerImageUrl: inside("header_image", "original"),
    headerThumbnailUrl: inside("header_image", "thumbnail"),
    locationPreference: same("location_type_preference"),
    virtualLocationUrl: same("virtual_location_url"),
    eventsVisibility: same("events_visibility"),
    listed: same("listed"),
    membershipsCount: same("memberships_count"),
    membersAreConfidential: same("members_are_confidential"),
    chatEnabled: same("chat_enabled"),
    archivedAt: same("archived_at")
  },
  GroupMembership: {
    groupId: pointsAt("Group", "group_id"),
    personId: pointsAt("Person", "person_id"),
    role: same("role"),
    joinedAt: same("joined_at")
  },
  Event: {
    groupId: pointsAt("Group", "group_id"),
    name: name("name"),
    description: same("description"),
    startsAt: same("starts_at"),
    endsAt: same("ends_at"),
    multiDay: same("multi_day"),
    repeating: same("repeating"),
    canceled: same("canceled"),
    canceledAt: same("canceled_at"),
    locationPreference: same("location_type_preference"),
    virtualLocationUrl: same("virtual_location_url"),
    visitorsCount: same("visitors_count")
  },
  Attendance: {
    eventId: pointsAt("Event", "event_id"),
    personId: pointsAt("Person", "person_id"),
    attended: same("attended"),
    role: same("role")
  },
  TagGroup: {
    name: name("name"),
    position: same("position"),
    publiclyVisible: same("display_publicly"),
    multipleChoice: same("multiple_options_enabled")
  },
  Tag: {
    tagGroupId: pointsAt("TagGroup", "tag_group_id"),
    name: name("name"),
    position: same("position")
  }
}

/** The row that a record must have become, by field; timestamps and all else as JSON has them. */
export const expectedRow = (
  orgId: string,
  entity: CanonicalEntityName,
  record: TruthRecord
): Record<string, unknown> => {
  const idOf = (target: CanonicalEntityName, id: unknown) =>
    id === null || id === undefined
      ? null
      : entityId({ orgId, adapter: "pco", entity: target, externalId: String(id) })
  return {
    id: idOf(entity, record.id),
    sourceCreatedAt: timeless.has(entity) ? null : (record["created_at"] ?? null),
    sourceUpdatedAt: timeless.has(entity) ? null : (record["updated_at"] ?? null),
    ...Object.fromEntries(
      Object.entries(expectations[entity]).map(([field, expected]) => [field, expected(record, idOf)])
    )
  }
}

const timeless: ReadonlySet<CanonicalEntityName> = new Set([
  "HouseholdMembership",
  "GroupType",
  "GroupMembership",
  "Event"
])
