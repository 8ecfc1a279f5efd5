import type { Source } from "../world/Source.ts"
import type { Blueprint } from "./Blueprint.ts"

const headings = [
  { name: "Life Stage", tags: ["Child", "Teen", "Adult", "Senior", "Niños", "Family"] },
  { name: "Day", tags: ["Sunday", "Tuesday", "Wednesday", "Thursday", "Saturday", "Any"] },
  { name: "Region", tags: ["North", "South", "East", "West", "Online", "Downtown"] }
] as const

/** The headings of tags of groups. */
export const tagGroupSource = (plan: Blueprint): Source => ({
  size: plan.tagGroups,
  ids: plan.ids("TagGroup"),
  childrenOf: {},
  row: (index) => ({
    id: plan.id("TagGroup", index),
    attributes: {
      display_publicly: index !== 2,
      multiple_options_enabled: index === 1,
      name: headings[index]?.name ?? null,
      position: index + 1
    },
    refs: {}
  })
})

/** The tags under each heading. */
export const tagSource = (plan: Blueprint): Source => ({
  get size() {
    return plan.tags.size
  },
  ids: plan.ids("Tag"),
  childrenOf: { tag_group: (id) => plan.tags.childrenOf(plan.indexOf("TagGroup", id)) },
  row: (index) => {
    const group = plan.tags.parentOf(index)
    const slot = index - plan.tags.startOf(group)
    return {
      id: plan.id("Tag", index),
      attributes: { name: headings[group]?.tags[slot] ?? null, position: slot + 1 },
      refs: { tag_group: plan.id("TagGroup", group) }
    }
  }
})
