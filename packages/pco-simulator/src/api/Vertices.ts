import type { Product, Vertex, VertexName } from "./Vertex.ts"
import { Address } from "./vertices/Address.ts"
import { Attendance } from "./vertices/Attendance.ts"
import { Campus } from "./vertices/Campus.ts"
import { Email } from "./vertices/Email.ts"
import { Event } from "./vertices/Event.ts"
import { FieldDatum } from "./vertices/FieldDatum.ts"
import { FieldDefinition } from "./vertices/FieldDefinition.ts"
import { Group } from "./vertices/Group.ts"
import { GroupsPerson } from "./vertices/GroupsPerson.ts"
import { GroupType } from "./vertices/GroupType.ts"
import { Household } from "./vertices/Household.ts"
import { HouseholdMembership } from "./vertices/HouseholdMembership.ts"
import { InactiveReason } from "./vertices/InactiveReason.ts"
import { MaritalStatus } from "./vertices/MaritalStatus.ts"
import { Membership } from "./vertices/Membership.ts"
import { NamePrefix } from "./vertices/NamePrefix.ts"
import { NameSuffix } from "./vertices/NameSuffix.ts"
import { Person } from "./vertices/Person.ts"
import { PersonMerger } from "./vertices/PersonMerger.ts"
import { PhoneNumber } from "./vertices/PhoneNumber.ts"
import { SocialProfile } from "./vertices/SocialProfile.ts"
import { Tab } from "./vertices/Tab.ts"
import { Tag } from "./vertices/Tag.ts"
import { TagGroup } from "./vertices/TagGroup.ts"

/** Every vertex this simulator serves. */
export const vertices: Record<VertexName, Vertex> = {
  Person,
  Email,
  PhoneNumber,
  Address,
  SocialProfile,
  FieldDatum,
  Campus,
  MaritalStatus,
  NamePrefix,
  NameSuffix,
  InactiveReason,
  Tab,
  FieldDefinition,
  Household,
  HouseholdMembership,
  PersonMerger,
  GroupType,
  Group,
  Membership,
  Event,
  Attendance,
  TagGroup,
  Tag,
  GroupsPerson
}

/** The lists at the top of each product. Memberships of households and of groups, tags and attendance are not among them. */
export const topLevel: Record<Product, { readonly [collection: string]: VertexName }> = {
  people: {
    addresses: "Address",
    campuses: "Campus",
    emails: "Email",
    field_data: "FieldDatum",
    field_definitions: "FieldDefinition",
    households: "Household",
    inactive_reasons: "InactiveReason",
    marital_statuses: "MaritalStatus",
    name_prefixes: "NamePrefix",
    name_suffixes: "NameSuffix",
    people: "Person",
    person_mergers: "PersonMerger",
    phone_numbers: "PhoneNumber",
    social_profiles: "SocialProfile",
    tabs: "Tab"
  },
  groups: {
    events: "Event",
    group_types: "GroupType",
    groups: "Group",
    people: "GroupsPerson",
    tag_groups: "TagGroup"
  }
}
