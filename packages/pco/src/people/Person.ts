import { Endpoint, Entity } from "@openfaith/adapter-core"
import { normalizeGender, normalizeName, normalizeText } from "@openfaith/canonical"
import { Schema } from "effect"
import { docsOf } from "../Product.ts"
import { idOrNull, toCanonical } from "../ToCanonical.ts"
import * as Attribute from "../wire/Attribute.ts"
import { ExternalId } from "../wire/ExternalId.ts"
import * as Relationship from "../wire/Relationship.ts"

const docs = docsOf("people", "person")

const PersonWire = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Person"), { exact: true }),
  id: ExternalId,
  attributes: Schema.Struct({
    anniversary: Attribute.date,
    avatar: Attribute.text,
    birthdate: Attribute.date,
    child: Attribute.boolean,
    created_at: Attribute.dateTime,
    directory_status: Attribute.text,
    first_name: Attribute.text,
    gender: Attribute.text,
    given_name: Attribute.text,
    grade: Attribute.integer,
    graduation_year: Attribute.integer,
    inactivated_at: Attribute.dateTime,
    last_name: Attribute.text,
    medical_notes: Attribute.text,
    membership: Attribute.text,
    middle_name: Attribute.text,
    name: Attribute.text,
    nickname: Attribute.text,
    passed_background_check: Attribute.boolean,
    remote_id: Attribute.foreignKey,
    school_type: Attribute.text,
    site_administrator: Attribute.boolean,
    status: Attribute.text,
    updated_at: Attribute.dateTime
  }),
  relationships: Relationship.optionalStruct({
    inactive_reason: Relationship.nullable("InactiveReason"),
    marital_status: Relationship.nullable("MaritalStatus"),
    name_prefix: Relationship.nullable("NamePrefix"),
    name_suffix: Relationship.nullable("NameSuffix"),
    primary_campus: Relationship.nullable("Campus")
  })
})

/**
 * Somebody the church knows, active or not. `updated_at` does not move with medical notes or background checks.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/person
 */
export const Person = Entity.make("Person", {
  wire: PersonWire,
  version: 1,
  docs,
  transform: ({ attributes, id, relationships }, context) =>
    toCanonical(context, "Person", id, attributes, {
      firstName: normalizeName(attributes.first_name),
      givenName: normalizeName(attributes.given_name),
      middleName: normalizeName(attributes.middle_name),
      lastName: normalizeName(attributes.last_name),
      nickname: normalizeName(attributes.nickname),
      displayName: normalizeName(attributes.name),
      gender: normalizeGender(attributes.gender),
      birthdate: attributes.birthdate ?? null,
      anniversary: attributes.anniversary ?? null,
      child: attributes.child ?? null,
      grade: attributes.grade ?? null,
      graduationYear: attributes.graduation_year ?? null,
      schoolType: normalizeText(attributes.school_type),
      // Planning Center knows the one word and takes anything else for active.
      status: attributes.status === "inactive" ? "inactive" : "active",
      inactivatedAt: attributes.inactivated_at ?? null,
      membership: normalizeText(attributes.membership),
      directoryStatus: normalizeText(attributes.directory_status),
      medicalNotes: normalizeText(attributes.medical_notes),
      passedBackgroundCheck: attributes.passed_background_check ?? null,
      siteAdministrator: attributes.site_administrator ?? null,
      remoteId: normalizeText(attributes.remote_id),
      avatarUrl: normalizeText(attributes.avatar),
      primaryCampusId: idOrNull(context, "Campus", Relationship.linkedId(relationships?.primary_campus)),
      maritalStatusId: idOrNull(
        context,
        "MaritalStatus",
        Relationship.linkedId(relationships?.marital_status)
      ),
      namePrefixId: idOrNull(context, "NamePrefix", Relationship.linkedId(relationships?.name_prefix)),
      nameSuffixId: idOrNull(context, "NameSuffix", Relationship.linkedId(relationships?.name_suffix)),
      inactiveReasonId: idOrNull(
        context,
        "InactiveReason",
        Relationship.linkedId(relationships?.inactive_reason)
      )
    })
})

const include = [
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
] as const

// A bare row names its campus only, and what a row does not name counts as none. So whatever makes a row of a person asks
// for these; copies of people that come along with other records are never taken.
const fixedInclude = ["inactive_reason", "marital_status", "name_prefix", "name_suffix"] as const

/** Lists everybody, inactive people too, and brings what belongs to a person along. */
export const listPeople = Endpoint.list({
  entity: Person,
  path: "/people/v2/people",
  include,
  fixedInclude,
  carries: {
    emails: "Email",
    phone_numbers: "PhoneNumber",
    addresses: "Address",
    field_data: "CustomFieldValue",
    social_profiles: "SocialProfile"
  },
  where: [
    "accounting_administrator",
    "anniversary",
    "birthdate",
    "child",
    "created_at",
    "first_name",
    "gender",
    "given_name",
    "grade",
    "graduation_year",
    "id",
    "inactivated_at",
    "last_name",
    "medical_notes",
    "membership",
    "mfa_configured",
    "middle_name",
    "nickname",
    "people_permissions",
    "primary_campus_id",
    "remote_id",
    "search_name",
    "search_name_or_email",
    "search_name_or_email_or_phone_number",
    "search_phone_number",
    "search_phone_number_e164",
    "site_administrator",
    "status",
    "updated_at"
  ],
  order: [
    "accounting_administrator",
    "anniversary",
    "birthdate",
    "child",
    "created_at",
    "first_name",
    "gender",
    "given_name",
    "grade",
    "graduation_year",
    "inactivated_at",
    "last_name",
    "membership",
    "middle_name",
    "nickname",
    "people_permissions",
    "remote_id",
    "site_administrator",
    "status",
    "updated_at"
  ],
  pageSize: 100,
  window: "created_at",
  incremental: "updated_at",
  events: [
    "people.v2.events.person.created",
    "people.v2.events.person.updated",
    "people.v2.events.person.destroyed",
    "people.v2.events.person_merger.created"
  ],
  docs
})

/** Reads one person. */
export const getPerson = Endpoint.get({
  entity: Person,
  path: "/people/v2/people/:id",
  include,
  fixedInclude,
  mergers: {
    endpoint: "listPersonMergers",
    removed: "person_to_remove_id",
    kept: "person_to_keep_id"
  },
  docs
})
