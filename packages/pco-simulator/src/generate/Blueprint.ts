import { ChildLayout } from "../world/ChildLayout.ts"
import { IdSequence } from "../world/IdSequence.ts"
import { hash } from "../world/Random.ts"
import type { TableName } from "../world/Row.ts"
import { HouseholdLayout } from "./HouseholdLayout.ts"
import { Timeline } from "./Timeline.ts"

/** What decides a generated church. */
export interface ChurchSize {
  readonly seed: number
  readonly people: number
  /** Which organisation of this simulator it is, from 0: keeps ids of different churches apart. */
  readonly organization: number
}

const firstIds: Record<TableName, number> = {
  Person: 40_135_868,
  Email: 29_871_166,
  PhoneNumber: 21_400_317,
  Address: 18_022_905,
  SocialProfile: 2_610_440,
  CustomFieldValue: 52_870_119,
  Campus: 31_204,
  MaritalStatus: 27_610,
  NamePrefix: 41_902,
  NameSuffix: 43_771,
  InactiveReason: 22_318,
  CustomFieldTab: 148_022,
  CustomFieldDefinition: 612_345,
  Household: 7_310_022,
  HouseholdMembership: 12_904_411,
  GroupType: 88_110,
  Group: 1_204_877,
  GroupMembership: 33_018_264,
  Event: 9_420_138,
  Attendance: 71_003_527,
  TagGroup: 9_218,
  Tag: 66_140,
  PersonMerger: 603_518
}
const idsPerOrganization = 60_000_000

/** How many of something a person has, from 0 to 3: the shares of a thousand that have at least one, two and three. */
const countBy = (draw: number, one: number, two: number, three: number): number => {
  const value = draw % 1000
  return value < three ? 3 : value < two ? 2 : value < one ? 1 : 0
}

/** The plan of a church: how many of everything there is, and who belongs to whom. Rows are made from it one at a time. */
export class Blueprint {
  readonly seed: number
  readonly organization: number
  readonly people: number
  readonly campuses = 4
  readonly groupTypes = 4
  readonly groups: number
  readonly tagGroups = 3
  readonly mergers: number
  readonly timeline: Timeline
  readonly emails: ChildLayout
  readonly phoneNumbers: ChildLayout
  readonly addresses: ChildLayout
  readonly socialProfiles: ChildLayout
  readonly customValues: ChildLayout
  readonly memberships: ChildLayout
  readonly events: ChildLayout
  readonly tags: ChildLayout
  private readonly idSequences: Record<TableName, IdSequence>
  private layout: HouseholdLayout | undefined
  private attended: ChildLayout | undefined
  private byMember: Map<number, Array<number>> | undefined

  constructor(size: ChurchSize) {
    const { people, seed } = size
    this.seed = seed
    this.organization = size.organization
    this.people = people
    this.groups = people === 0 ? 0 : Math.max(8, Math.round(people / 60))
    this.mergers = Math.floor(people / 1000)
    this.timeline = new Timeline(seed, people)
    this.emails = new ChildLayout(people, (person) => countBy(hash(seed, 201, person), 850, 220, 40))
    this.phoneNumbers = new ChildLayout(people, (person) => countBy(hash(seed, 202, person), 800, 250, 50))
    this.addresses = new ChildLayout(people, (person) => countBy(hash(seed, 203, person), 650, 60, 5))
    this.socialProfiles = new ChildLayout(people, (person) => countBy(hash(seed, 204, person), 200, 50, 10))
    this.customValues = new ChildLayout(people, (person) => countBy(hash(seed, 211, person), 600, 400, 200))
    this.memberships = new ChildLayout(this.groups, (group) => Math.min(people, this.groupSize(group)))
    this.events = new ChildLayout(this.groups, (group) => hash(seed, 205, group) % 21)
    this.tags = new ChildLayout(this.tagGroups, (group) => 3 + (hash(seed, 212, group) % 4))
    const sequence = (table: TableName): IdSequence =>
      new IdSequence(
        firstIds[table] + size.organization * idsPerOrganization,
        hash(seed, 300, firstIds[table])
      )
    this.idSequences = {
      Person: sequence("Person"),
      Email: sequence("Email"),
      PhoneNumber: sequence("PhoneNumber"),
      Address: sequence("Address"),
      SocialProfile: sequence("SocialProfile"),
      CustomFieldValue: sequence("CustomFieldValue"),
      Campus: sequence("Campus"),
      MaritalStatus: sequence("MaritalStatus"),
      NamePrefix: sequence("NamePrefix"),
      NameSuffix: sequence("NameSuffix"),
      InactiveReason: sequence("InactiveReason"),
      CustomFieldTab: sequence("CustomFieldTab"),
      CustomFieldDefinition: sequence("CustomFieldDefinition"),
      Household: sequence("Household"),
      HouseholdMembership: sequence("HouseholdMembership"),
      GroupType: sequence("GroupType"),
      Group: sequence("Group"),
      GroupMembership: sequence("GroupMembership"),
      Event: sequence("Event"),
      Attendance: sequence("Attendance"),
      TagGroup: sequence("TagGroup"),
      Tag: sequence("Tag"),
      PersonMerger: sequence("PersonMerger")
    }
  }

  get households(): HouseholdLayout {
    this.layout ??= new HouseholdLayout(this.seed, this.people)
    return this.layout
  }

  /** Who is on the list of which meeting: every member of its group, in the order of the memberships. */
  get attendances(): ChildLayout {
    this.attended ??= new ChildLayout(this.events.size, (event) =>
      this.membersOf(this.events.parentOf(event))
    )
    return this.attended
  }

  /** How many memberships a group has. */
  membersOf(group: number): number {
    return this.memberships.startOf(group + 1) - this.memberships.startOf(group)
  }

  /** The memberships of a person, ascending; worked out for everybody when first asked for. */
  membershipsOf(person: number): ReadonlyArray<number> {
    if (this.byMember === undefined) {
      this.byMember = new Map()
      for (let group = 0; group < this.groups; group++) {
        for (const [slot, membership] of this.memberships.childrenOf(group).entries()) {
          const member = this.memberOf(group, slot)
          const known = this.byMember.get(member)
          if (known === undefined) this.byMember.set(member, [membership])
          else known.push(membership)
        }
      }
    }
    return this.byMember.get(person) ?? []
  }

  ids(table: TableName): IdSequence {
    return this.idSequences[table]
  }

  /** The id of a row of a table as the API writes it. */
  id(table: TableName, index: number): string {
    return String(this.idSequences[table].at(index))
  }

  /** The index of a generated row, or -1. */
  indexOf(table: TableName, id: string): number {
    return this.idSequences[table].indexOf(Number(id))
  }

  /** The person a group's n-th membership is about: a walk with a fixed stride meets nobody twice. */
  memberOf(group: number, slot: number): number {
    const stride = this.people % 7919 === 0 ? 7907 : 7919
    return ((hash(this.seed, 210, group) % this.people) + slot * stride) % this.people
  }

  private groupSize(group: number): number {
    if (group === 5 || hash(this.seed, 206, group) % 100 < 8) return group === 3 ? 130 : 0
    if (group === 3 || hash(this.seed, 207, group) % 40 === 3)
      return 101 + (hash(this.seed, 208, group) % 160)
    return 1 + (hash(this.seed, 209, group) % 19)
  }
}
