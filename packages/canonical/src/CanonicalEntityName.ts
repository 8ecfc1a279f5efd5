/**
 * The names of all canonical entities, parents before children: creating tables or inserting rows in this order
 * satisfies every hard reference.
 */
export const canonicalEntityNames = [
  "Campus",
  "MaritalStatus",
  "NamePrefix",
  "NameSuffix",
  "InactiveReason",
  "CustomFieldTab",
  "CustomFieldDefinition",
  "GroupType",
  "TagGroup",
  "Tag",
  "Person",
  "Email",
  "PhoneNumber",
  "Address",
  "SocialProfile",
  "CustomFieldValue",
  "PersonMerger",
  "Household",
  "HouseholdMembership",
  "Group",
  "GroupMembership",
  "Event",
  "Attendance"
] as const

/** The name of one canonical entity, as used in manifests, runs, streams and rows. */
export type CanonicalEntityName = (typeof canonicalEntityNames)[number]
