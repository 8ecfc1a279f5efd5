import { hash } from "../world/Random.ts"

/** How many households of a thousand have one member, two members, and so on up to seven. */
const sizeShares = [100, 280, 200, 240, 110, 50, 20]
/** Draws of a thousand that open a household; the others are a person who lives in none. Leaves 60 % of people in one. */
const householdShare = 319

const sizeOf = (draw: number): number => {
  let left = draw % 1000
  for (const [index, share] of sizeShares.entries()) {
    if (left < share) return index + 1
    left -= share
  }
  return sizeShares.length
}

/** Which people live together: neighbours by index, so that a family was entered together. */
export class HouseholdLayout {
  /** The household of each person, or -1. */
  readonly householdOf: Int32Array
  /** The first person of each household. */
  readonly firstPerson: Uint32Array
  /** How many people live in the households before each; one entry more than households. */
  readonly membersBefore: Uint32Array
  readonly count: number

  constructor(seed: number, people: number) {
    const householdOf = new Int32Array(people).fill(-1)
    const first: Array<number> = []
    const before: Array<number> = []
    let members = 0
    for (let person = 0; person < people;) {
      const draw = hash(seed, 101, person)
      if (draw % 1000 >= householdShare) {
        person += 1
        continue
      }
      const size = Math.min(sizeOf(hash(seed, 102, person)), people - person)
      householdOf.fill(first.length, person, person + size)
      first.push(person)
      before.push(members)
      members += size
      person += size
    }
    this.householdOf = householdOf
    this.count = first.length
    this.firstPerson = Uint32Array.from(first)
    this.membersBefore = Uint32Array.from([...before, members])
  }

  get members(): number {
    return this.membersBefore[this.count] ?? 0
  }

  /** The number of a person's household membership, or -1. */
  membershipOf(person: number): number {
    const household = this.householdOf[person] ?? -1
    if (household < 0) return -1
    return (this.membersBefore[household] ?? 0) + person - (this.firstPerson[household] ?? 0)
  }

  /** The numbers of a household's memberships. */
  membershipsOf(household: number): ReadonlyArray<number> {
    if (household < 0 || household >= this.count) return []
    const start = this.membersBefore[household] ?? 0
    return Array.from({ length: (this.membersBefore[household + 1] ?? 0) - start }, (_, slot) => start + slot)
  }

  /** Who a membership is about. */
  placeOf(membership: number): {
    readonly household: number
    readonly person: number
    readonly slot: number
  } {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.membersBefore[middle] ?? 0) <= membership) low = middle
      else high = middle - 1
    }
    const slot = membership - (this.membersBefore[low] ?? 0)
    return { household: low, person: (this.firstPerson[low] ?? 0) + slot, slot }
  }
}
