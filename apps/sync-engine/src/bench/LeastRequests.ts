import type { CanonicalEntityName } from "@openfaith/canonical"

const listed: ReadonlyArray<CanonicalEntityName> = [
  "Campus",
  "MaritalStatus",
  "NamePrefix",
  "NameSuffix",
  "InactiveReason",
  "CustomFieldTab",
  "CustomFieldDefinition",
  "GroupType",
  "TagGroup",
  "Person",
  "PersonMerger",
  "Household",
  "Group",
  "Event"
]

/** How many members each group of the canonical tables has, as `members`. */
export const groupSizesQuery = `
  select count(m.id)::int as members from canonical.groups g
  left join canonical.group_memberships m on m.org_id = g.org_id and m.group_id = g.id group by g.org_id, g.id`

const pages = (records: number): number => Math.max(1, Math.ceil(records / 100))

/**
 * The least requests in which a church can be read: full pages of each list, a list for each household and tag group, which
 * fit on a page, and the pages of each group's members.
 */
export const leastRequests = (
  source: Readonly<Record<string, number>>,
  groupSizes: ReadonlyArray<{ readonly members: number }>
): number =>
  listed.reduce((sum, entity) => sum + pages(source[entity] ?? 0), 0) +
  (source["TagGroup"] ?? 0) +
  (source["Household"] ?? 0) +
  groupSizes.reduce((sum, { members }) => sum + pages(members), 0)
