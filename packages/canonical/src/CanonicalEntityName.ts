/**
 * The names of all canonical entities, parents before children: creating tables or inserting rows in this order
 * satisfies every hard reference.
 */
export const canonicalEntityNames = [
  "Campus",
  "GroupType",
  "Person",
  "Email",
  "PhoneNumber",
  "Address",
  "Household",
  "HouseholdMembership",
  "Group",
  "GroupMembership",
  "Event"
] as const

/** The name of one canonical entity, as used in manifests, runs, streams and rows. */
export type CanonicalEntityName = (typeof canonicalEntityNames)[number]
