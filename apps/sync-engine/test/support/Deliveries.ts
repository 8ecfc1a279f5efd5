import type { WebhookDelivery, WebhookSubscription } from "@openfaith/adapter-core"
import { DateTime, Redacted } from "effect"
import { createHmac } from "node:crypto"

/** What a source told of a person, under an event id of its own. */
export const delivery = (
  externalId: string | null,
  rest: Partial<WebhookDelivery> = {}
): WebhookDelivery => ({
  eventId: crypto.randomUUID(),
  name: "people.v2.events.person.updated",
  entity: "Person",
  externalId,
  action: "updated",
  keptId: null,
  payload: JSON.stringify({ data: { type: "Person", id: externalId } }),
  eventTime: DateTime.unsafeMake("2026-03-01T08:00:00Z"),
  ...rest
})

/** A subscription as a source lists it. */
export const subscription = (id: string, rest: Partial<WebhookSubscription> = {}): WebhookSubscription => ({
  id,
  eventName: "people.v2.events.person.updated",
  url: "https://sync.example.org/webhooks/pco/1",
  active: true,
  secret: Redacted.make(`secret-${id}`),
  ...rest
})

/** The body of a delivery as Planning Center writes it. */
export const deliveryBody = (name: string, id: string, eventId: string = crypto.randomUUID()): string =>
  JSON.stringify({
    data: [
      {
        id: eventId,
        type: "EventDelivery",
        attributes: {
          name,
          attempt: 1,
          payload: JSON.stringify({ data: { type: "Person", id }, note: "planted" })
        }
      }
    ]
  })

/** The headers of a body that this secret signed. */
export const signature = (body: string | Uint8Array, secret: string) => ({
  "x-pco-webhooks-authenticity": createHmac("sha256", secret).update(body).digest("hex")
})
