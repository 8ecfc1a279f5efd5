import { type DateTime, type Effect, type Either, type Redacted, Schema } from "effect"
import type { AdapterError } from "./AdapterError.ts"
import type { SessionOptions } from "./Adapter.ts"
import type { BudgetReport } from "./Page.ts"

/** What a delivery says of its record; `merged` means that the record went into another one. */
export type WebhookAction = "created" | "updated" | "destroyed" | "merged" | "unknown"

/** One event as the source told it. Deliveries come twice, late and out of order: only `eventId` tells them apart. */
export interface WebhookDelivery {
  /** A UUID, the same when the event is delivered again; made by the adapter where the source's own id is none. */
  readonly eventId: string
  /** The source's name of the event. */
  readonly name: string
  /** The entity that the event tells of, or null for an event that the manifest does not name. */
  readonly entity: string | null
  /** The record's id, of a merger that of the record removed; null when the payload names none. */
  readonly externalId: string | null
  readonly action: WebhookAction
  /** Of a merger, the record that is left. */
  readonly keptId: string | null
  /** What came with the event: JSON text, as sent. */
  readonly payload: string
  readonly eventTime: DateTime.Utc | null
}

/** The body is none of the source's: not JSON, or JSON of another shape. The words never quote it. */
export class MalformedDelivery extends Schema.TaggedError<MalformedDelivery>(
  "@openfaith/adapter-core/MalformedDelivery"
)("MalformedDelivery", { reason: Schema.Literal("json", "shape"), detail: Schema.String }) {
  override get message(): string {
    return `malformed delivery (${this.reason}): ${this.detail}`
  }
}

/** A standing order at the source: tell this URL of each event of this name, signed with this secret. */
export interface WebhookSubscription {
  readonly id: string
  readonly eventName: string
  readonly url: string
  readonly active: boolean
  readonly secret: Redacted.Redacted
}

/** What a subscription signs with. */
export type SigningSecret = Pick<WebhookSubscription, "eventName" | "secret">

/** What one request brought, and what its answer told of the budget. */
export interface Answered<A> {
  readonly value: A
  readonly budget: BudgetReport | null
}

/** A page of subscriptions; `nextOffset` is null on the last one. */
export interface SubscriptionPage {
  readonly subscriptions: ReadonlyArray<WebhookSubscription>
  readonly nextOffset: number | null
}

/** The subscriptions of one account. As with pages, permits and retries are the engine's. */
export interface SubscriptionSession {
  /** One page of all that the credential may see, those of other programs included. */
  readonly listSubscriptions: (offset: number) => Effect.Effect<Answered<SubscriptionPage>, AdapterError>
  readonly createSubscription: (
    eventName: string,
    url: string
  ) => Effect.Effect<Answered<WebhookSubscription>, AdapterError>
  readonly setActive: (
    id: string,
    active: boolean
  ) => Effect.Effect<Answered<WebhookSubscription>, AdapterError>
}

/** How a source tells of changes by itself. Which events it can be asked for, the manifest's endpoints say. */
export interface Webhooks {
  /** Whether one of the secrets signed exactly these bytes; takes the same time wherever a signature is wrong. */
  readonly verify: (
    rawBody: Uint8Array,
    headers: Readonly<Record<string, string | undefined>>,
    secrets: ReadonlyArray<SigningSecret>
  ) => boolean
  /** Reads a body whose signature is good. An event that is not understood is a delivery all the same. */
  readonly parse: (rawBody: Uint8Array) => Either.Either<ReadonlyArray<WebhookDelivery>, MalformedDelivery>
  readonly session: (options: SessionOptions) => SubscriptionSession
}
