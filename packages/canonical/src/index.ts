export { Address } from "./Address.ts"
export { Attendance } from "./Attendance.ts"
export { Campus } from "./Campus.ts"
export { canonicalEntities, type CanonicalRowOf } from "./CanonicalEntities.ts"
export {
  type AnyCanonicalEntity,
  CanonicalEntity,
  type CanonicalRow,
  type Column,
  columnName
} from "./CanonicalEntity.ts"
export { type CanonicalEntityName, canonicalEntityNames } from "./CanonicalEntityName.ts"
export type { CanonicalRecord } from "./CanonicalRecord.ts"
export { commonColumns } from "./CommonColumns.ts"
export { contentHash } from "./ContentHash.ts"
export { CustomFieldDefinition } from "./CustomFieldDefinition.ts"
export { CustomFieldTab } from "./CustomFieldTab.ts"
export { CustomFieldValue } from "./CustomFieldValue.ts"
export { Email } from "./Email.ts"
export {
  entityId,
  type EntityId,
  entityIdSchema,
  type EntityKey,
  entityNamespace,
  uuidV5
} from "./EntityId.ts"
export { Event } from "./Event.ts"
export * as Field from "./Field.ts"
export { Group } from "./Group.ts"
export { GroupMembership } from "./GroupMembership.ts"
export { GroupType } from "./GroupType.ts"
export { Household } from "./Household.ts"
export { HouseholdMembership } from "./HouseholdMembership.ts"
export { InactiveReason } from "./InactiveReason.ts"
export { MaritalStatus } from "./MaritalStatus.ts"
export { NamePrefix } from "./NamePrefix.ts"
export { NameSuffix } from "./NameSuffix.ts"
export { NormalizationFault } from "./NormalizationFault.ts"
export { normalizeDate } from "./normalize/CalendarDate.ts"
export { normalizeEmailAddress } from "./normalize/EmailAddress.ts"
export { normalizeGender } from "./normalize/Gender.ts"
export { normalizeName } from "./normalize/Name.ts"
export { normalizePhone, type Phone } from "./normalize/Phone.ts"
export { normalizeText } from "./normalize/Text.ts"
export { normalizeTimeZone } from "./normalize/TimeZone.ts"
export { normalizeTimestamp } from "./normalize/Timestamp.ts"
export { Person } from "./Person.ts"
export { PersonMerger } from "./PersonMerger.ts"
export { PhoneNumber } from "./PhoneNumber.ts"
export { SocialProfile } from "./SocialProfile.ts"
export { Tag } from "./Tag.ts"
export { TagGroup } from "./TagGroup.ts"
