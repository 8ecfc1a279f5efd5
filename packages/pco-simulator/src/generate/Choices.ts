import type { TableName } from "../world/Row.ts"
import type { Source } from "../world/Source.ts"
import type { Blueprint } from "./Blueprint.ts"

const choices = {
  MaritalStatus: ["Married", "Single", "Widowed", "Divorced", "Engaged"],
  NamePrefix: ["Mr.", "Mrs.", "Ms.", "Dr.", "Rev.", "Señora"],
  NameSuffix: ["Jr.", "Sr.", "Ph.D.", "II", "III"],
  InactiveReason: ["Moved", "Deceased", "Attends another church", "No longer attends"]
} as const satisfies { readonly [table in TableName]?: ReadonlyArray<string> }

/** The name of a list that a person's record chooses from. */
export type ChoiceTable = keyof typeof choices

/** How many there are to choose from. */
export const choicesIn = (table: ChoiceTable): number => choices[table].length

/** A list that a person's record chooses from; its rows carry a word and no timestamps. */
export const choiceSource = (plan: Blueprint, table: ChoiceTable): Source => ({
  size: choicesIn(table),
  ids: plan.ids(table),
  childrenOf: {},
  row: (index) => ({
    id: plan.id(table, index),
    attributes: { value: choices[table][index] ?? null },
    refs: {}
  })
})
