import { Address } from "./Address.ts"
import { Attendance } from "./Attendance.ts"
import { Campus } from "./Campus.ts"
import type { CanonicalRow } from "./CanonicalEntity.ts"
import type { CanonicalEntityName } from "./CanonicalEntityName.ts"
import { CustomFieldDefinition } from "./CustomFieldDefinition.ts"
import { CustomFieldTab } from "./CustomFieldTab.ts"
import { CustomFieldValue } from "./CustomFieldValue.ts"
import { Email } from "./Email.ts"
import { Event } from "./Event.ts"
import { Group } from "./Group.ts"
import { GroupMembership } from "./GroupMembership.ts"
import { GroupType } from "./GroupType.ts"
import { Household } from "./Household.ts"
import { HouseholdMembership } from "./HouseholdMembership.ts"
import { InactiveReason } from "./InactiveReason.ts"
import { MaritalStatus } from "./MaritalStatus.ts"
import { NamePrefix } from "./NamePrefix.ts"
import { NameSuffix } from "./NameSuffix.ts"
import { Person } from "./Person.ts"
import { PersonMerger } from "./PersonMerger.ts"
import { PhoneNumber } from "./PhoneNumber.ts"
import { SocialProfile } from "./SocialProfile.ts"
import { Tag } from "./Tag.ts"
import { TagGroup } from "./TagGroup.ts"

/** Every canonical entity by its name, parents before children. */
export const canonicalEntities = {
  Campus,
  MaritalStatus,
  NamePrefix,
  NameSuffix,
  InactiveReason,
  CustomFieldTab,
  CustomFieldDefinition,
  GroupType,
  TagGroup,
  Tag,
  Person,
  Email,
  PhoneNumber,
  Address,
  SocialProfile,
  CustomFieldValue,
  PersonMerger,
  Household,
  HouseholdMembership,
  Group,
  GroupMembership,
  Event,
  Attendance
} as const

/** The row type of the entity with this name. */
export type CanonicalRowOf<E extends CanonicalEntityName> = CanonicalRow<(typeof canonicalEntities)[E]>
