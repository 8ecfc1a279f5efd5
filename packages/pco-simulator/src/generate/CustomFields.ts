import type { Dice } from "../world/Random.ts"
import { hash } from "../world/Random.ts"
import type { Attributes } from "../world/Row.ts"
import type { Source } from "../world/Source.ts"
import { dateText } from "../world/Timestamp.ts"
import type { Blueprint } from "./Blueprint.ts"
import { personChildSource, type Place } from "./PersonChildren.ts"

const tabs = ["Discipleship", "Serving", "Emergency"] as const

interface Definition {
  readonly tab: number
  readonly name: string
  readonly type: string
  readonly deleted?: string
  readonly value: (dice: Dice, choice: number) => string
}

const day = (dice: Dice): string => dateText(15_000 + dice.below(1, 5_000))

/** One field of every type the API knows, and one that was taken away while values of it are still there. */
const definitions: readonly [Definition, ...ReadonlyArray<Definition>] = [
  { tab: 0, name: "Baptism Date", type: "date", value: day },
  { tab: 0, name: "Testimony", type: "text", value: () => "Came in from the cold.\nSeñor, ten piedad." },
  { tab: 0, name: "T-Shirt Size", type: "select", value: (dice) => dice.pick(2, ["S", "M", "L", "XL"]) },
  {
    tab: 1,
    name: "Gifts",
    type: "checkboxes",
    value: (_, choice) => ["Teaching", "Hospitality"][choice] ?? "Music"
  },
  {
    tab: 1,
    name: "Hours a Week",
    type: "number",
    value: (dice) => (dice.chance(3, 300) ? "2.5" : String(dice.below(4, 12)))
  },
  { tab: 1, name: "Has Keys", type: "boolean", value: (dice) => String(dice.chance(5, 500)) },
  {
    tab: 2,
    name: "Emergency Contact",
    type: "string",
    value: (dice) => `(704) 555-0${100 + dice.below(6, 900)}`
  },
  { tab: 2, name: "Consent Form", type: "file", value: () => "https://files.example.org/consent.pdf" },
  {
    tab: 2,
    name: "Old Envelope",
    type: "string",
    deleted: "2021-05-04T09:00:00Z",
    value: (dice) => String(dice.below(7, 9000))
  }
]

/** What a person may have: each field once, but two ticks among the checkboxes. */
const seats: ReadonlyArray<readonly [definition: number, choice: number]> = definitions.flatMap(
  ({ type }, index): ReadonlyArray<readonly [number, number]> =>
    type === "checkboxes"
      ? [
          [index, 0],
          [index, 1]
        ]
      : [[index, 0]]
)

const seatOf = (plan: Blueprint, person: number, slot: number): readonly [number, number] =>
  seats[((hash(plan.seed, 220, person) % seats.length) + slot) % seats.length] ?? [0, 0]

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]+/g, "_")

/** The headings of custom fields. */
export const customFieldTabSource = (plan: Blueprint): Source => ({
  size: tabs.length,
  ids: plan.ids("CustomFieldTab"),
  childrenOf: {},
  row: (index) => {
    const name = tabs[index] ?? tabs[0]
    return {
      id: plan.id("CustomFieldTab", index),
      attributes: { name, sequence: index + 1, slug: slug(name) },
      refs: {}
    }
  }
})

/** The fields a church made for its people. */
export const customFieldDefinitionSource = (plan: Blueprint): Source => ({
  size: definitions.length,
  ids: plan.ids("CustomFieldDefinition"),
  childrenOf: {
    tab: (id) => {
      const tab = plan.indexOf("CustomFieldTab", id)
      return definitions.flatMap((definition, index) => (definition.tab === tab ? [index] : []))
    }
  },
  row: (index) => {
    const { deleted, name, tab, type } = definitions[index] ?? definitions[0]
    return {
      id: plan.id("CustomFieldDefinition", index),
      attributes: {
        config: type === "select" ? "dropdown" : null,
        data_type: type,
        deleted_at: deleted ?? null,
        name,
        sequence: index + 1,
        slug: slug(name),
        tab_id: plan.id("CustomFieldTab", tab)
      },
      refs: { tab: plan.id("CustomFieldTab", tab) }
    }
  }
})

const valueAttributes = (plan: Blueprint, { dice, person, slot }: Place): Attributes => {
  const [definition, choice] = seatOf(plan, person, slot)
  const { type, value } = definitions[definition] ?? definitions[0]
  const file = type === "file"
  return {
    created_at: null,
    file: file ? `https://files.example.org/${person}/consent.pdf` : null,
    file_content_type: file ? "application/pdf" : null,
    file_name: file ? "consent.pdf" : null,
    file_size: file ? 20_000 + dice.below(8, 90_000) : null,
    updated_at: null,
    value: value(dice, choice)
  }
}

/** What custom fields say of people. */
export const customFieldValueSource = (plan: Blueprint): Source => {
  let index: ReadonlyArray<Array<number>> | undefined
  const byDefinition = (definition: number): ReadonlyArray<number> => {
    if (index === undefined) {
      index = definitions.map(() => [])
      for (let person = 0; person < plan.people; person++) {
        for (const [slot, value] of plan.customValues.childrenOf(person).entries()) {
          index[seatOf(plan, person, slot)[0]]?.push(value)
        }
      }
    }
    return index[definition] ?? []
  }
  return personChildSource(
    plan,
    "CustomFieldValue",
    plan.customValues,
    7,
    (place) => valueAttributes(plan, place),
    {
      refs: ({ person, slot }) => ({
        field_definition: plan.id("CustomFieldDefinition", seatOf(plan, person, slot)[0])
      }),
      childrenOf: {
        field_definition: (id) => byDefinition(plan.indexOf("CustomFieldDefinition", id))
      }
    }
  )
}
