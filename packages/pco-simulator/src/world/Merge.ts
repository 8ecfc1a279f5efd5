import type { Changed, Mutations } from "./Mutations.ts"
import type { Row, TableName } from "./Row.ts"
import { secondsText } from "./Timestamp.ts"
import type { World } from "./World.ts"

/** What happens to the children of the person who is merged away. */
export type MergedChildren = "move" | "remove"

/** When two children are the same: moving one to a person who has the other would double it. */
const sameness: ReadonlyArray<{ readonly table: TableName; readonly key: (row: Row) => string }> = [
  { table: "Email", key: (row) => String(row.attributes["address"]).toLowerCase() },
  { table: "PhoneNumber", key: (row) => String(row.attributes["e164"] ?? row.attributes["number"]) },
  { table: "Address", key: (row) => `${row.attributes["street_line_1"]}|${row.attributes["zip"]}` },
  { table: "SocialProfile", key: (row) => `${row.attributes["site"]}|${row.attributes["url"]}` },
  { table: "CustomFieldValue", key: (row) => row.refs["field_definition"] ?? "" },
  { table: "HouseholdMembership", key: (row) => row.refs["household"] ?? "" },
  { table: "GroupMembership", key: (row) => row.refs["group"] ?? "" },
  { table: "Attendance", key: (row) => row.refs["event"] ?? "" }
]

/** Merges one person into another: the loser goes, his children go over or go too, and a merger record appears. */
export const mergePeople = (
  world: World,
  mutations: Mutations,
  now: number,
  loserId: string,
  keeperId: string,
  children: MergedChildren
): Changed => {
  const people = world.tables.Person
  const loser = people.find(loserId)
  if (loser < 0 || people.find(keeperId) < 0 || loserId === keeperId) {
    return { kind: "refused", status: 404, detail: "Both people have to be there, and be two" }
  }
  const removed: Array<{ readonly table: TableName; readonly index: number }> = []
  for (const { key, table } of sameness) {
    const rows = world.tables[table]
    const kept = rows.children("person", keeperId).map((index) => rows.stored(index))
    const known = new Set(kept.map(key))
    for (const index of rows.children("person", loserId)) {
      const row = rows.stored(index)
      if (children === "remove" || known.has(key(row))) {
        removed.push({ table, index })
        continue
      }
      const demoted = kept.length > 0 && row.attributes["primary"] === true ? { primary: false } : {}
      mutations.edit(table, row.id, { ...demoted, person_id: keeperId }, true)
    }
  }
  for (const index of world.tables.HouseholdMembership.children("person", keeperId)) {
    const household = world.find(
      "Household",
      world.tables.HouseholdMembership.stored(index).refs["household"] ?? ""
    )
    if (household?.refs["primary_contact"] !== loserId) continue
    mutations.edit("Household", household.id, { primary_contact_id: keeperId }, true)
  }
  mutations.removeWith({ table: "Person", index: loser }, removed)
  mutations.edit("Person", keeperId, {}, true)
  const merger = world.tables.PersonMerger.insert(
    {
      created_at: secondsText(now),
      person_to_keep_id: Number(keeperId),
      person_to_remove_id: Number(loserId)
    },
    { person_to_keep: keeperId, person_to_remove: loserId }
  )
  return { kind: "changed", row: merger }
}
