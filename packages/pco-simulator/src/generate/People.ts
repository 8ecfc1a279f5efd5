import { Dice, hash } from "../world/Random.ts"
import type { Source } from "../world/Source.ts"
import { dateText, secondsText } from "../world/Timestamp.ts"
import type { Blueprint } from "./Blueprint.ts"
import { choicesIn, type ChoiceTable } from "./Choices.ts"
import { femaleNames, lastNames, maleNames, nicknames } from "./Names.ts"

const reference = Date.UTC(2025, 8, 1) / 86_400_000

interface Birth {
  readonly child: boolean
  readonly age: number
}

const birthOf = (dice: Dice, slot: number): Birth => {
  const child = slot >= 2 || (slot < 0 && dice.chance(1, 60))
  return { child, age: child ? dice.below(2, 18) : 19 + dice.below(2, 72) }
}

// 1885 was no leap year; the one before was.
const underUnknownYear = (monthAndDay: string): string =>
  `${monthAndDay === "-02-29" ? 1884 : 1885}${monthAndDay}`

/** A birthday with an unknown year is kept under 1885; many people never gave theirs. */
const birthdateOf = (dice: Dice, birth: Birth): string | null => {
  if (dice.chance(3, birth.child ? 120 : 330)) return null
  const date = dateText(reference - Math.floor(birth.age * 365.25) - dice.below(4, 365))
  return dice.chance(5, 20) ? underUnknownYear(date.slice(4)) : date
}

const genderOf = (dice: Dice, female: boolean): string | null => {
  if (dice.chance(6, 80)) return null
  if (dice.chance(7, 100)) return female ? "F" : "M"
  return female ? "Female" : "Male"
}

const choiceOf = (plan: Blueprint, table: ChoiceTable, dice: Dice, salt: number): string =>
  plan.id(table, dice.below(salt, choicesIn(table)))

/** The second of creation of a person, by index. */
export const personCreatedAt = (plan: Blueprint, index: number): number => plan.timeline.createdAt(index)

/** A family shares its name, so it depends on the household where there is one. */
export const personLastName = (plan: Blueprint, index: number): string => {
  const household = plan.households.householdOf[index] ?? -1
  const salt = household >= 0 ? hash(plan.seed, 41, household) : hash(plan.seed, 42, index)
  return lastNames[salt % lastNames.length] ?? lastNames[0]
}

/** Whether a person's given name is drawn from the women's. */
const isFemale = (dice: Dice): boolean => dice.chance(8, 520)

/** A person's given name, by index. */
export const personFirstName = (plan: Blueprint, index: number): string => {
  const dice = new Dice(plan.seed, 40, index)
  return dice.pick(9, isFemale(dice) ? femaleNames : maleNames)
}

/** Everybody in the church, inactive people included. */
export const peopleSource = (plan: Blueprint): Source => {
  const createdAt = (index: number): number => plan.timeline.createdAt(index)
  const updatedAt = (index: number): number => plan.timeline.updatedAt(index, createdAt(index), 1)
  return {
    size: plan.people,
    ids: plan.ids("Person"),
    childrenOf: {},
    times: { created_at: createdAt, updated_at: updatedAt },
    row: (index) => {
      const dice = new Dice(plan.seed, 40, index)
      const household = plan.households.householdOf[index] ?? -1
      const slot = household < 0 ? -1 : index - (plan.households.firstPerson[household] ?? 0)
      const birth = birthOf(dice, slot)
      const female = isFemale(dice)
      const first = dice.pick(9, female ? femaleNames : maleNames)
      const last = personLastName(plan, index)
      const created = createdAt(index)
      const updated = updatedAt(index)
      const inactive = dice.chance(10, 70)
      const inSchool = birth.child && birth.age >= 3
      const grade = inSchool ? Math.max(-1, birth.age - 6) : null
      const avatar = `https://avatars.example.org/${dice.seed.toString(16).padStart(8, "0")}.png`
      const administrator = index === 0 || dice.chance(11, 3)
      return {
        id: plan.id("Person", index),
        attributes: {
          accounting_administrator: index === 0,
          anniversary:
            birth.child || !dice.chance(12, 220) ? null : dateText(reference - 200 - dice.below(13, 15_000)),
          avatar,
          birthdate: birthdateOf(dice, birth),
          can_create_forms: administrator,
          can_email_lists: administrator,
          child: birth.child,
          created_at: secondsText(created),
          demographic_avatar_url: avatar,
          directory_status: dice.chance(14, 300) ? "has_access" : "no_access",
          first_name: first,
          gender: genderOf(dice, female),
          given_name: dice.chance(15, 90) ? dice.pick(16, female ? femaleNames : maleNames) : null,
          grade,
          graduation_year: grade === null ? null : 2038 - grade,
          inactivated_at: inactive ? secondsText(updated) : null,
          last_name: last,
          login_identifier: administrator ? `login-${index}@church.example.org` : null,
          medical_notes:
            birth.child && dice.chance(17, 60) ? "Allergic to peanuts; EpiPen in the blue bag" : null,
          membership: dice.pick(18, ["Member", "Member", "Regular Attender", "Visitor", null]),
          middle_name: dice.chance(19, 350) ? dice.pick(20, female ? femaleNames : maleNames) : null,
          name: `${first} ${last}`,
          nickname: dice.chance(21, 120) ? dice.pick(22, nicknames) : null,
          passed_background_check: !birth.child && dice.chance(23, 90),
          people_permissions: administrator ? dice.pick(24, ["Manager", "Editor", "Viewer"]) : null,
          remote_id: dice.chance(25, 180) ? 100_000 + dice.below(26, 900_000) : null,
          resource_permission_flags: { can_access_workflows: administrator },
          school_type: grade === null ? null : grade < 6 ? "elementary" : grade < 9 ? "middle" : "high",
          site_administrator: index === 0,
          status: inactive ? "inactive" : "active",
          updated_at: secondsText(updated)
        },
        refs: {
          inactive_reason:
            inactive && dice.chance(29, 600) ? choiceOf(plan, "InactiveReason", dice, 30) : null,
          marital_status:
            birth.child || dice.chance(31, 250) ? null : choiceOf(plan, "MaritalStatus", dice, 32),
          name_prefix: dice.chance(33, 150) ? choiceOf(plan, "NamePrefix", dice, 34) : null,
          name_suffix: dice.chance(35, 40) ? choiceOf(plan, "NameSuffix", dice, 36) : null,
          primary_campus: dice.chance(27, 250) ? null : plan.id("Campus", dice.below(28, plan.campuses))
        }
      }
    }
  }
}
