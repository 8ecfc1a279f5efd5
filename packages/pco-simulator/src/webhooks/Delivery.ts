import { createHmac } from "node:crypto"
import type { Subscription } from "./Subscriptions.ts"

/** Something to be posted to a subscriber, once or more. */
export interface Delivery {
  /** The same over retries and duplicates. */
  readonly id: string
  readonly eventId: number
  readonly name: string
  /** When it happened, as the API writes times. */
  readonly eventTime: string
  /** The inner document, as text. */
  readonly payload: string
  readonly subscription: Subscription
  /** A duplicate is sent once more and never again; a forged one is signed by somebody who has no secret. */
  readonly kind: "genuine" | "duplicate" | "forged"
  readonly attempt: number
  /** Milliseconds of a clock that never goes back. */
  readonly happenedAt: number
  readonly dueAt: number
}

const forgersSecret = "not the secret"

/** The body of a delivery. */
export const bodyOf = (delivery: Delivery, organizationId: string): string =>
  JSON.stringify({
    data: [
      {
        id: delivery.id,
        type: "EventDelivery",
        attributes: { name: delivery.name, attempt: delivery.attempt, payload: delivery.payload },
        relationships: { organization: { data: { type: "Organization", id: organizationId } } }
      }
    ]
  })

/** The headers of a delivery with this body. */
export const headersOf = (delivery: Delivery, body: string): { readonly [name: string]: string } => {
  const secret = delivery.kind === "forged" ? forgersSecret : delivery.subscription.secret
  return {
    "Content-Type": "application/json",
    "User-Agent": "Planning Center Webhooks (simulated)",
    "X-PCO-Webhooks-Authenticity": createHmac("sha256", secret).update(body).digest("hex"),
    "X-PCO-Webhooks-Event": delivery.id,
    "X-PCO-Webhooks-Event-ID": String(delivery.eventId),
    "X-PCO-Webhooks-Event-Time": delivery.eventTime,
    "X-PCO-Webhooks-Name": delivery.name
  }
}

/** How often a delivery is tried again before its subscription is given up. */
export const retries = 16

const firstWaitSeconds = 30
const doublings = 12
const daySeconds = 86_400

/** Seconds until the next attempt after a failed one (from 1): half a minute, doubling to 17 hours, then a day. */
export const retrySeconds = (attempt: number): number =>
  attempt <= doublings ? firstWaitSeconds * 2 ** (attempt - 1) : daySeconds
