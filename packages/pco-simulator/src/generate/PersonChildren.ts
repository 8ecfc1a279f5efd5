import type { ChildLayout } from "../world/ChildLayout.ts"
import { Dice } from "../world/Random.ts"
import type { Attributes, Refs, TableName } from "../world/Row.ts"
import type { Source } from "../world/Source.ts"
import { secondsText } from "../world/Timestamp.ts"
import type { Blueprint } from "./Blueprint.ts"
import { personCreatedAt } from "./People.ts"

/** Where a row hangs: on whom, and as which of that person's. */
export interface Place {
  readonly person: number
  readonly slot: number
  readonly dice: Dice
}

/** References of such rows besides their person. */
export interface OtherReferences {
  readonly refs: (place: Place) => Refs
  readonly childrenOf: Source["childrenOf"]
}

/** Rows that hang on people and came with them; `attributes` need not fill in the timestamps. */
export const personChildSource = (
  plan: Blueprint,
  table: TableName,
  layout: ChildLayout,
  salt: number,
  attributes: (place: Place) => Attributes,
  others: OtherReferences = { refs: () => ({}), childrenOf: {} }
): Source => {
  const createdAt = (index: number): number => personCreatedAt(plan, layout.parentOf(index))
  const changedAt = (index: number, created: number): number => plan.timeline.updatedAt(index, created, salt)
  return {
    get size() {
      return layout.size
    },
    ids: plan.ids(table),
    childrenOf: { person: (id) => layout.childrenOf(plan.indexOf("Person", id)), ...others.childrenOf },
    times: { created_at: createdAt, updated_at: (index) => changedAt(index, createdAt(index)) },
    row: (index) => {
      const person = layout.parentOf(index)
      const created = personCreatedAt(plan, person)
      const place = {
        person,
        slot: index - layout.startOf(person),
        dice: new Dice(plan.seed, 50 + salt, index)
      }
      const own = attributes(place)
      own["created_at"] = secondsText(created)
      own["updated_at"] = secondsText(changedAt(index, created))
      return {
        id: plan.id(table, index),
        attributes: own,
        refs: { ...others.refs(place), person: plan.id("Person", person) }
      }
    }
  }
}
