/** Any JSON value. */
export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

/** A record's attributes by the names the API uses. */
export type Attributes = Record<string, Json>

/** The ids of the records a record points at, by relationship name; null when it points at nothing. */
export type Refs = Record<string, string | null>

/** Which record it is, and what it points at. */
export interface RowRefs {
  readonly id: string
  readonly refs: Refs
}

/** One record of the simulated church, before it is dressed up as JSON:API. */
export interface Row extends RowRefs {
  readonly attributes: Attributes
}

/** The tables of a world, by the names of the canonical entities of the engine that syncs them. */
export const tableNames = [
  "Person",
  "Email",
  "PhoneNumber",
  "Address",
  "SocialProfile",
  "CustomFieldValue",
  "Campus",
  "MaritalStatus",
  "NamePrefix",
  "NameSuffix",
  "InactiveReason",
  "CustomFieldTab",
  "CustomFieldDefinition",
  "Household",
  "HouseholdMembership",
  "GroupType",
  "Group",
  "GroupMembership",
  "Event",
  "Attendance",
  "TagGroup",
  "Tag",
  "PersonMerger"
] as const

/** The name of a table. */
export type TableName = (typeof tableNames)[number]

/** Tells whether a word names a table. */
export const isTableName = (name: string): name is TableName =>
  (tableNames as ReadonlyArray<string>).includes(name)
