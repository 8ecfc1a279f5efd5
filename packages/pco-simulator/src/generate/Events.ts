import { Dice } from "../world/Random.ts"
import type { Source } from "../world/Source.ts"
import { secondsText } from "../world/Timestamp.ts"
import type { Blueprint } from "./Blueprint.ts"

const week = 7 * 86_400
const from = Date.UTC(2025, 2, 2, 23, 30, 0) / 1000

/** Meetings of groups, weekly; some are cancelled, some online. */
export const eventSource = (plan: Blueprint): Source => ({
  get size() {
    return plan.events.size
  },
  ids: plan.ids("Event"),
  childrenOf: { group: (id) => plan.events.childrenOf(plan.indexOf("Group", id)) },
  row: (index) => {
    const group = plan.events.parentOf(index)
    const slot = index - plan.events.startOf(group)
    const dice = new Dice(plan.seed, 81, index)
    const starts = from + (group % 7) * 86_400 + slot * week
    const canceled = dice.chance(1, 50)
    const online = dice.chance(2, 150)
    const reminded = dice.chance(3, 600)
    return {
      id: plan.id("Event", index),
      attributes: {
        attendance_requests_enabled: group % 2 === 0,
        automated_reminder_enabled: group % 3 !== 0,
        canceled,
        canceled_at: canceled ? secondsText(starts - dice.below(4, 400_000)) : null,
        description: dice.chance(5, 700) ? null : "<p>Bring your Bible &amp; a snack</p>",
        ends_at: secondsText(starts + 5400),
        image: null,
        location_type_preference: online ? "virtual" : "physical",
        multi_day: false,
        name: dice.chance(6, 50) ? "Noche de oración" : `Week ${slot + 1}`,
        reminders_sent: reminded,
        reminders_sent_at: reminded ? secondsText(starts - 86_400) : null,
        repeating: dice.chance(7, 800),
        starts_at: secondsText(starts),
        virtual_location_url: online ? `https://meet.example.org/e${index}` : null,
        visitors_count: dice.below(8, 5)
      },
      refs: {
        attendance_submitter: null,
        group: plan.id("Group", group),
        location: null,
        repeating_event: null
      }
    }
  }
})
