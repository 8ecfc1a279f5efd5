import { createHmac } from "node:crypto"

/** The bytes of a body. */
export const bytesOf = (body: unknown): Uint8Array =>
  Buffer.from(typeof body === "string" ? body : JSON.stringify(body))

/** The headers of a delivery that this secret signed. */
export const signed = (body: Uint8Array, secret: string) => ({
  "x-pco-webhooks-authenticity": createHmac("sha256", secret).update(body).digest("hex")
})

/** The id of every event, unless given. */
export const eventId = "c9a5b2f4-8f0c-4a7f-9d0e-6a1f6a6f2c11"

/** One event as Planning Center writes it: the payload is JSON within a string. */
export const event = (name: string, payload: unknown, id: unknown = eventId) => ({
  id,
  type: "EventDelivery",
  attributes: {
    name,
    attempt: 1,
    payload: typeof payload === "string" ? payload : JSON.stringify(payload)
  },
  relationships: { organization: { data: { type: "Organization", id: "263468" } } }
})

/** The body of a delivery. */
export const bodyOf = (...events: ReadonlyArray<unknown>): Uint8Array => bytesOf({ data: events })
