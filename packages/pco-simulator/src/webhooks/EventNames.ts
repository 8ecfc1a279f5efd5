import type { Vertex } from "../api/Vertex.ts"
import type { Action } from "../world/Table.ts"

const all = ["created", "destroyed", "updated"]

/** By app and resource: the actions that are announced. What is not here has no webhook upstream. */
const offered: { readonly [app: string]: { readonly [resource: string]: ReadonlyArray<string> } } = {
  calendar: { event_request: ["approved", ...all] },
  giving: { batch: ["created", "updated"], donation: all, fund: all, recurring_donation: all },
  "groups.church_center": { group_application: all },
  groups: { group: all, membership: all },
  people: {
    address: all,
    email: all,
    field_datum: all,
    field_definition: all,
    form_submission: ["created"],
    household: all,
    list: ["created", "destroyed", "refreshed", "updated"],
    list_result: ["created", "destroyed"],
    note: ["created", "destroyed"],
    person: all,
    person_merger: ["created"],
    phone_number: all,
    workflow: all,
    workflow_card: ["created", "destroyed", "step_ready", "updated"],
    workflow_card_activity: all,
    workflow_share: all,
    workflow_step: all
  },
  publishing: { episode: all, episode_time: all },
  services: {
    arrangement: all,
    key: all,
    plan: all,
    "plan.live": ["updated"],
    plan_item: all,
    plan_note: all,
    song: all
  }
}

/** An event as `available_events` shows it. */
export interface AvailableEvent {
  readonly name: string
  readonly app: string
  readonly version: string
  readonly type: string
  readonly resource: string
  readonly action: string
}

/** Every event that can be subscribed to. */
export const availableEvents: ReadonlyArray<AvailableEvent> = Object.entries(offered).flatMap(
  ([app, resources]) =>
    Object.entries(resources).flatMap(([resource, actions]) =>
      actions.map((action) => ({
        name: `${app}.v2.events.${resource}.${action}`,
        app,
        version: "v2",
        type: "events",
        resource,
        action
      }))
    )
)

const byName = new Set(availableEvents.map(({ name }) => name))

/** Tells whether there is an event of this name. */
export const isEventName = (name: string): boolean => byName.has(name)

const snakeCase = (type: string): string => type.replace(/(?<=[a-z])[A-Z]/g, "_$&").toLowerCase()

/** The event that announces a change of a vertex's record, or null where upstream announces none. */
export const eventFor = ({ product, type }: Vertex, action: Action): string | null => {
  const name = `${product}.v2.events.${snakeCase(type)}.${action}`
  return isEventName(name) ? name : null
}
