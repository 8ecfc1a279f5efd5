import { Blueprint, type ChurchSize } from "../generate/Blueprint.ts"
import { attendanceSource } from "../generate/Attendances.ts"
import { campusSource } from "../generate/Campuses.ts"
import { choiceSource } from "../generate/Choices.ts"
import { addressSource, emailSource, phoneNumberSource } from "../generate/Contacts.ts"
import {
  customFieldDefinitionSource,
  customFieldTabSource,
  customFieldValueSource
} from "../generate/CustomFields.ts"
import { eventSource } from "../generate/Events.ts"
import { groupMembershipSource, groupSource, groupTypeSource } from "../generate/Groups.ts"
import { householdMembershipSource, householdSource } from "../generate/Households.ts"
import { peopleSource } from "../generate/People.ts"
import { personMergerSource } from "../generate/PersonMergers.ts"
import { socialProfileSource } from "../generate/SocialProfiles.ts"
import { tagGroupSource, tagSource } from "../generate/Tags.ts"
import { references } from "./Relations.ts"
import { type Refs, type Row, type TableName, tableNames } from "./Row.ts"
import { Table } from "./Table.ts"

/** One church's records, generated on demand and changed by the admin API. */
export class World {
  readonly tables: Record<TableName, Table>

  constructor(size: ChurchSize) {
    const plan = new Blueprint(size)
    const same = (row: Row): Row => row
    this.tables = {
      Person: new Table("Person", peopleSource(plan), (row) => this.completePerson(row)),
      Email: new Table("Email", emailSource(plan), same),
      PhoneNumber: new Table("PhoneNumber", phoneNumberSource(plan), same),
      Address: new Table("Address", addressSource(plan), same),
      SocialProfile: new Table("SocialProfile", socialProfileSource(plan), same),
      CustomFieldValue: new Table("CustomFieldValue", customFieldValueSource(plan), same),
      Campus: new Table("Campus", campusSource(plan), same),
      MaritalStatus: new Table("MaritalStatus", choiceSource(plan, "MaritalStatus"), same),
      NamePrefix: new Table("NamePrefix", choiceSource(plan, "NamePrefix"), same),
      NameSuffix: new Table("NameSuffix", choiceSource(plan, "NameSuffix"), same),
      InactiveReason: new Table("InactiveReason", choiceSource(plan, "InactiveReason"), same),
      CustomFieldTab: new Table("CustomFieldTab", customFieldTabSource(plan), same),
      CustomFieldDefinition: new Table("CustomFieldDefinition", customFieldDefinitionSource(plan), (row) =>
        this.completeDefinition(row)
      ),
      Household: new Table("Household", householdSource(plan), (row) => this.completeHousehold(row)),
      HouseholdMembership: new Table("HouseholdMembership", householdMembershipSource(plan), (row) =>
        this.completeHouseholdMembership(row)
      ),
      GroupType: new Table("GroupType", groupTypeSource(plan), same),
      Group: new Table("Group", groupSource(plan), (row) => this.completeGroup(row)),
      GroupMembership: new Table("GroupMembership", groupMembershipSource(plan), same),
      Event: new Table("Event", eventSource(plan), same),
      Attendance: new Table("Attendance", attendanceSource(plan), same),
      TagGroup: new Table("TagGroup", tagGroupSource(plan), same),
      Tag: new Table("Tag", tagSource(plan), same),
      PersonMerger: new Table("PersonMerger", personMergerSource(plan), same)
    }
  }

  /** Rises with every change to any table. */
  get version(): number {
    let sum = 0
    for (const name of tableNames) sum += this.tables[name].version
    return sum
  }

  /** The living row with an id, or null. */
  find(table: TableName, id: string): Row | null {
    const index = this.tables[table].find(id)
    return index < 0 ? null : this.tables[table].read(index)
  }

  private completePerson(row: Row): Row {
    const name = `${row.attributes["first_name"]} ${row.attributes["last_name"]}`
    const refs = this.withoutGone("Person", row.refs)
    if (name === row.attributes["name"] && refs === row.refs) return row
    return { id: row.id, attributes: { ...row.attributes, name }, refs }
  }

  private completeDefinition(row: Row): Row {
    const refs = this.withoutGone("CustomFieldDefinition", row.refs)
    return refs === row.refs && refs["tab"] === row.attributes["tab_id"]
      ? row
      : { id: row.id, attributes: { ...row.attributes, tab_id: refs["tab"] ?? null }, refs }
  }

  /** The references without those whose record is gone. */
  private withoutGone(table: TableName, refs: Refs): Refs {
    const gone = Object.entries(references[table] ?? {}).filter(([ref, target]) => {
      const id = refs[ref] ?? null
      return id !== null && this.tables[target.table].find(id) < 0
    })
    return gone.length === 0 ? refs : { ...refs, ...Object.fromEntries(gone.map(([ref]) => [ref, null])) }
  }

  private completeHousehold(row: Row): Row {
    const contact = row.refs["primary_contact"] ?? null
    const person = contact === null ? null : this.find("Person", contact)
    return {
      id: row.id,
      attributes: {
        ...row.attributes,
        member_count: this.tables.HouseholdMembership.children("household", row.id).length,
        primary_contact_id: person === null ? null : person.id,
        primary_contact_name: person?.attributes["name"] ?? null
      },
      refs: { primary_contact: person === null ? null : person.id }
    }
  }

  private completeHouseholdMembership(row: Row): Row {
    const person = this.find("Person", row.refs["person"] ?? "")
    return { ...row, attributes: { ...row.attributes, person_name: person?.attributes["name"] ?? null } }
  }

  private completeGroup(row: Row): Row {
    const type = row.refs["group_type"] ?? "unique"
    const known = type === "unique" || this.tables.GroupType.find(type) >= 0
    return {
      id: row.id,
      attributes: {
        ...row.attributes,
        memberships_count: this.tables.GroupMembership.children("group", row.id).length
      },
      refs: known ? row.refs : { ...row.refs, group_type: "unique" }
    }
  }
}
