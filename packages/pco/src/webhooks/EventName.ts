import { Manifest, type WebhookAction } from "@openfaith/adapter-core"
import { pcoEntityManifest } from "../PcoEntityManifest.ts"

/** The event of a merger. Its payload is the merger; what it tells of is the person who was removed by it. */
export const mergerEvent = "people.v2.events.person_merger.created"

const entities: ReadonlyMap<string, string> = new Map(
  Manifest.events(pcoEntityManifest).map(({ entity, event }) => [event, entity])
)

const actions: ReadonlyMap<string | undefined, WebhookAction> = new Map([
  ["created", "created"],
  ["updated", "updated"],
  ["destroyed", "destroyed"]
])

/** The entity an event tells of, or null for one that is not subscribed to. */
export const entityOfEvent = (name: string): string | null =>
  name === mergerEvent ? "Person" : (entities.get(name) ?? null)

/** What an event says of its record. */
export const actionOfEvent = (name: string): WebhookAction =>
  name === mergerEvent ? "merged" : (actions.get(name.split(".").at(-1)) ?? "unknown")
