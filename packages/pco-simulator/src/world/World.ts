import { Blueprint, type ChurchSize } from "../generate/Blueprint.ts"
import { campusSource } from "../generate/Campuses.ts"
import { addressSource, emailSource, phoneNumberSource } from "../generate/Contacts.ts"
import { eventSource } from "../generate/Events.ts"
import { groupMembershipSource, groupSource, groupTypeSource } from "../generate/Groups.ts"
import { householdMembershipSource, householdSource } from "../generate/Households.ts"
import { peopleSource } from "../generate/People.ts"
import { personMergerSource } from "../generate/PersonMergers.ts"
import { type Row, type TableName, tableNames } from "./Row.ts"
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
      Campus: new Table("Campus", campusSource(plan), same),
      Household: new Table("Household", householdSource(plan), (row) => this.completeHousehold(row)),
      HouseholdMembership: new Table("HouseholdMembership", householdMembershipSource(plan), (row) =>
        this.completeHouseholdMembership(row)
      ),
      GroupType: new Table("GroupType", groupTypeSource(plan), same),
      Group: new Table("Group", groupSource(plan), (row) => this.completeGroup(row)),
      GroupMembership: new Table("GroupMembership", groupMembershipSource(plan), same),
      Event: new Table("Event", eventSource(plan), same),
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
    const campus = row.refs["primary_campus"] ?? null
    const name = `${row.attributes["first_name"]} ${row.attributes["last_name"]}`
    const gone = campus !== null && this.tables.Campus.find(campus) < 0
    if (name === row.attributes["name"] && !gone) return row
    return {
      id: row.id,
      attributes: { ...row.attributes, name },
      refs: gone ? { ...row.refs, primary_campus: null } : row.refs
    }
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
