import { Dice } from "../world/Random.ts"
import type { Source } from "../world/Source.ts"
import { secondsText } from "../world/Timestamp.ts"
import type { Blueprint } from "./Blueprint.ts"
import { personCreatedAt } from "./People.ts"

/** Merges of long ago: the person who was kept is still there, the removed one's id is not. */
export const personMergerSource = (plan: Blueprint): Source => {
  const createdAt = (index: number): number =>
    personCreatedAt(plan, Math.min(plan.people - 1, index * 1000 + 999)) +
    new Dice(plan.seed, 91, index).below(1, 86_400)
  return {
    size: plan.mergers,
    ids: plan.ids("PersonMerger"),
    childrenOf: {},
    times: { created_at: createdAt },
    row: (index) => {
      const kept = index * 1000 + new Dice(plan.seed, 91, index).below(2, 1000)
      const keep = plan.ids("Person").at(kept)
      const remove = plan.ids("Person").gap(kept)
      return {
        id: plan.id("PersonMerger", index),
        attributes: {
          created_at: secondsText(createdAt(index)),
          person_to_keep_id: keep,
          person_to_remove_id: remove
        },
        refs: { person_to_keep: String(keep), person_to_remove: String(remove) }
      }
    }
  }
}
