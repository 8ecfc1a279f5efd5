import { Dice } from "../world/Random.ts"
import type { Source } from "../world/Source.ts"
import { secondsText } from "../world/Timestamp.ts"
import type { Blueprint } from "./Blueprint.ts"
import { personCreatedAt, personLastName } from "./People.ts"

/** Families and others who live together; counts and names of members are filled in when read. */
export const householdSource = (plan: Blueprint): Source => {
  const createdAt = (index: number): number => personCreatedAt(plan, plan.households.firstPerson[index] ?? 0)
  const updatedAt = (index: number): number => plan.timeline.updatedAt(index, createdAt(index), 5)
  return {
    get size() {
      return plan.households.count
    },
    ids: plan.ids("Household"),
    childrenOf: {},
    times: { created_at: createdAt, updated_at: updatedAt },
    row: (index) => {
      const first = plan.households.firstPerson[index] ?? 0
      const contact = plan.id("Person", first)
      return {
        id: plan.id("Household", index),
        attributes: {
          avatar: `https://avatars.example.org/household-${index}.png`,
          created_at: secondsText(createdAt(index)),
          member_count: 0,
          name: `${personLastName(plan, first)} Household`,
          primary_contact_id: contact,
          primary_contact_name: null,
          updated_at: secondsText(updatedAt(index))
        },
        refs: { primary_contact: contact }
      }
    }
  }
}

/** Who lives in which household. */
export const householdMembershipSource = (plan: Blueprint): Source => ({
  get size() {
    return plan.households.members
  },
  ids: plan.ids("HouseholdMembership"),
  childrenOf: {
    household: (id) => plan.households.membershipsOf(plan.indexOf("Household", id)),
    person: (id) => {
      const membership = plan.households.membershipOf(plan.indexOf("Person", id))
      return membership < 0 ? [] : [membership]
    }
  },
  row: (index) => {
    const { household, person, slot } = plan.households.placeOf(index)
    const dice = new Dice(plan.seed, 61, index)
    return {
      id: plan.id("HouseholdMembership", index),
      attributes: {
        household_role: slot === 0 ? "primary_contact" : slot === 1 ? "adult" : "child",
        pending: slot > 0 && dice.chance(1, 12),
        person_name: ""
      },
      refs: { household: plan.id("Household", household), person: plan.id("Person", person) }
    }
  }
})
