import { createHash } from "node:crypto"

/** A record of a JSON:API document, as far as its values are copied. */
export interface Resource {
  readonly type: string
  readonly id: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly relationships?: Readonly<Record<string, { readonly data?: { readonly id: string } | null }>>
}

/** How records of one type become rows: nothing is checked, and only what PostgreSQL needs is changed. */
export interface Table {
  readonly table: string
  /** What the ids of these rows are made from, with the record's own. */
  readonly entity: string
  /** Columns that are called as the attribute is. */
  readonly same: ReadonlyArray<string>
  /** Attributes by the column that is called otherwise. */
  readonly renamed: Readonly<Record<string, string>>
  /** By column, a member of an attribute that is an object. */
  readonly nested?: Readonly<Record<string, { readonly attribute: string; readonly member: string }>>
  /** By column, whose id it holds and which relationship names it. */
  readonly references: Readonly<Record<string, { readonly entity: string; readonly relationship: string }>>
}

const words = (text: string): ReadonlyArray<string> => text.split(/\s+/)

const person = { person_id: { entity: "Person", relationship: "person" } }

const listOfValues = (table: string, entity: string): Table => ({
  table,
  entity,
  same: ["value"],
  renamed: {},
  references: {}
})

/** The canonical tables by the type of the records that go there, with the Groups product's own types. */
export const tables: Readonly<Record<string, Table>> = {
  Campus: {
    table: "campuses",
    entity: "Campus",
    same: words(`name description street city state country latitude longitude time_zone twenty_four_hour_time
      phone_number website avatar_url`),
    renamed: {
      postal_code: "zip",
      contact_email: "contact_email_address",
      public_page_enabled: "church_center_enabled"
    },
    references: {}
  },
  Person: {
    table: "people",
    entity: "Person",
    same: words(`first_name given_name middle_name last_name nickname gender birthdate anniversary child grade
      graduation_year school_type status inactivated_at membership directory_status medical_notes
      passed_background_check site_administrator remote_id`),
    renamed: { display_name: "name", avatar_url: "avatar" },
    references: {
      primary_campus_id: { entity: "Campus", relationship: "primary_campus" },
      marital_status_id: { entity: "MaritalStatus", relationship: "marital_status" },
      name_prefix_id: { entity: "NamePrefix", relationship: "name_prefix" },
      name_suffix_id: { entity: "NameSuffix", relationship: "name_suffix" },
      inactive_reason_id: { entity: "InactiveReason", relationship: "inactive_reason" }
    }
  },
  MaritalStatus: listOfValues("marital_statuses", "MaritalStatus"),
  NamePrefix: listOfValues("name_prefixes", "NamePrefix"),
  NameSuffix: listOfValues("name_suffixes", "NameSuffix"),
  InactiveReason: listOfValues("inactive_reasons", "InactiveReason"),
  Tab: {
    table: "custom_field_tabs",
    entity: "CustomFieldTab",
    same: words("name slug"),
    renamed: { position: "sequence" },
    references: {}
  },
  FieldDefinition: {
    table: "custom_field_definitions",
    entity: "CustomFieldDefinition",
    same: words("name slug data_type config"),
    renamed: { position: "sequence", archived_at: "deleted_at" },
    references: { tab_id: { entity: "CustomFieldTab", relationship: "tab" } }
  },
  FieldDatum: {
    table: "custom_field_values",
    entity: "CustomFieldValue",
    same: words("value file_name file_content_type file_size"),
    renamed: {},
    references: {
      person_id: { entity: "Person", relationship: "customizable" },
      definition_id: { entity: "CustomFieldDefinition", relationship: "field_definition" }
    }
  },
  SocialProfile: {
    table: "social_profiles",
    entity: "SocialProfile",
    same: words("site url verified"),
    renamed: {},
    references: person
  },
  PersonMerger: {
    table: "person_mergers",
    entity: "PersonMerger",
    same: [],
    renamed: {},
    references: {
      kept_person_id: { entity: "Person", relationship: "person_to_keep" },
      removed_person_id: { entity: "Person", relationship: "person_to_remove" }
    }
  },
  TagGroup: {
    table: "tag_groups",
    entity: "TagGroup",
    same: words("name position"),
    renamed: { publicly_visible: "display_publicly", multiple_choice: "multiple_options_enabled" },
    references: {}
  },
  Tag: {
    table: "tags",
    entity: "Tag",
    same: words("name position"),
    renamed: {},
    references: { tag_group_id: { entity: "TagGroup", relationship: "tag_group" } }
  },
  Email: {
    table: "emails",
    entity: "Email",
    same: words("address location blocked"),
    renamed: { is_primary: "primary" },
    references: person
  },
  PhoneNumber: {
    table: "phone_numbers",
    entity: "PhoneNumber",
    same: words("number e164 country_code carrier location"),
    renamed: { is_primary: "primary" },
    references: person
  },
  Address: {
    table: "addresses",
    entity: "Address",
    same: words("city state country_code country_name location"),
    renamed: {
      street_line1: "street_line_1",
      street_line2: "street_line_2",
      postal_code: "zip",
      is_primary: "primary"
    },
    references: person
  },
  Household: {
    table: "households",
    entity: "Household",
    same: words("name member_count primary_contact_name"),
    renamed: { avatar_url: "avatar" },
    references: { primary_contact_id: { entity: "Person", relationship: "primary_contact" } }
  },
  HouseholdMembership: {
    table: "household_memberships",
    entity: "HouseholdMembership",
    same: words("person_name pending"),
    renamed: { role: "household_role" },
    references: { ...person, household_id: { entity: "Household", relationship: "household" } }
  },
  GroupType: {
    table: "group_types",
    entity: "GroupType",
    same: words("name description color position"),
    renamed: {
      publicly_visible: "church_center_visible",
      map_visible: "church_center_map_visible",
      public_url: "public_church_center_web_url"
    },
    references: {}
  },
  Group: {
    table: "groups",
    entity: "Group",
    same: words(`name description schedule contact_email virtual_location_url events_visibility listed
      memberships_count members_are_confidential chat_enabled archived_at`),
    renamed: { public_url: "public_church_center_web_url", location_preference: "location_type_preference" },
    nested: {
      header_image_url: { attribute: "header_image", member: "original" },
      header_thumbnail_url: { attribute: "header_image", member: "thumbnail" }
    },
    references: { group_type_id: { entity: "GroupType", relationship: "group_type" } }
  },
  Membership: {
    table: "group_memberships",
    entity: "GroupMembership",
    same: words("role joined_at"),
    renamed: {},
    references: { ...person, group_id: { entity: "Group", relationship: "group" } }
  },
  Event: {
    table: "events",
    entity: "Event",
    same: words(`name description starts_at ends_at multi_day repeating canceled canceled_at virtual_location_url
      visitors_count`),
    renamed: { location_preference: "location_type_preference" },
    references: { group_id: { entity: "Group", relationship: "group" } }
  }
}

// Scattered as the engine's ids are, so that the indexes have the same work.
const idOf = (entity: string, externalId: string): string => {
  const hex = createHash("sha1").update(`${entity} ${externalId}`).digest("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

const leading = [
  "org_id",
  "id",
  "adapter",
  "external_id",
  "source_created_at",
  "source_updated_at",
  "source_hash",
  "content_hash"
]

/** The row of a record. The hashes are of the right size and nothing else. */
export const rowOf = (
  { entity, nested = {}, references, renamed, same }: Table,
  record: Resource
): Record<string, unknown> => {
  const { attributes, relationships } = record
  const id = idOf(entity, record.id)
  const hash = id.slice(0, 22)
  const row: Record<string, unknown> = {
    org_id: "ceiling",
    id,
    adapter: "pco",
    external_id: record.id,
    source_created_at: attributes["created_at"],
    source_updated_at: attributes["updated_at"],
    source_hash: hash,
    content_hash: hash
  }
  for (const column of same) row[column] = attributes[column]
  for (const column in renamed) row[column] = attributes[renamed[column] ?? ""]
  for (const [column, { attribute, member }] of Object.entries(nested)) {
    row[column] = (attributes[attribute] as Record<string, unknown> | null)?.[member]
  }
  for (const column in references) {
    const reference = references[column]
    const linked = reference === undefined ? undefined : relationships?.[reference.relationship]?.data
    row[column] =
      reference === undefined || linked === undefined || linked === null
        ? null
        : idOf(reference.entity, linked.id)
  }
  return row
}

/** One statement that inserts or updates all rows of a JSON text. */
export const upsertOf = ({ nested = {}, references, renamed, same, table }: Table): string => {
  const own = [...same, ...Object.keys(renamed), ...Object.keys(nested), ...Object.keys(references)]
  const columns = [...leading, ...own].join(", ")
  const updates = [...leading.slice(4), ...own].map((column) => `${column} = excluded.${column}`)
  return `
insert into canonical.${table} (${columns})
select ${columns} from json_populate_recordset(null::canonical.${table}, $1::json)
on conflict (org_id, id) do update set ${updates.join(", ")}`
}
