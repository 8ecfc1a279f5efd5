import { Dice } from "../world/Random.ts"
import type { Source } from "../world/Source.ts"
import type { Blueprint } from "./Blueprint.ts"

/** Whether each member of a group was at each of its meetings. */
export const attendanceSource = (plan: Blueprint): Source => ({
  get size() {
    return plan.attendances.size
  },
  ids: plan.ids("Attendance"),
  childrenOf: {
    event: (id) => plan.attendances.childrenOf(plan.indexOf("Event", id)),
    person: (id) =>
      plan.membershipsOf(plan.indexOf("Person", id)).flatMap((membership) => {
        const group = plan.memberships.parentOf(membership)
        const slot = membership - plan.memberships.startOf(group)
        return plan.events.childrenOf(group).map((event) => plan.attendances.startOf(event) + slot)
      })
  },
  row: (index) => {
    const event = plan.attendances.parentOf(index)
    const slot = index - plan.attendances.startOf(event)
    const group = plan.events.parentOf(event)
    return {
      id: plan.id("Attendance", index),
      attributes: {
        attended: new Dice(plan.seed, 82, index).chance(1, 700),
        role: slot === 0 ? "leader" : "member"
      },
      refs: { event: plan.id("Event", event), person: plan.id("Person", plan.memberOf(group, slot)) }
    }
  }
})
