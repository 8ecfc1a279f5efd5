import type { Organization } from "../Organization.ts"
import type { Json } from "../world/Row.ts"
import type { SimulatedClock } from "../world/SimulatedClock.ts"
import { secondsText } from "../world/Timestamp.ts"
import { type Change, Changes } from "./Changes.ts"
import { Courier } from "./Courier.ts"
import type { Delivery } from "./Delivery.ts"
import { Draws } from "./Draws.ts"
import { eventFor } from "./EventNames.ts"
import { forgeryOf } from "./Forgery.ts"
import { payloadOf, vertexOf } from "./Payload.ts"
import { type Subscription, Subscriptions } from "./Subscriptions.ts"

/** What is done to deliveries on their way. */
export interface Mishaps {
  /** The share of deliveries that is made twice. */
  readonly duplicates: number
  /** The share of deliveries beside which a forged one is sent. */
  readonly forged: number
  /** How long every delivery is held back. */
  readonly delayMs: number
  /** A delivery is held back for up to this long besides, so that it changes places with others. */
  readonly shuffleMs: number
}

/** What fires deliveries by itself. */
export interface Load {
  readonly running: boolean
  readonly stop: () => void
  readonly report: () => Json
}

/** Deliveries as they happen. */
export const noMishaps: Mishaps = { duplicates: 0, forged: 0, delayMs: 0, shuffleMs: 0 }

/** The webhooks of one organisation. */
export class Webhooks {
  readonly subscriptions: Subscriptions
  readonly courier: Courier
  mishaps: Mishaps = noMishaps
  /** What was started last, running or over. */
  load: Load | null = null
  private readonly organization: Organization
  private readonly clock: SimulatedClock
  private readonly origin: () => string
  private readonly changes: Changes
  private draws: Draws
  private events: number

  constructor(organization: Organization, clock: SimulatedClock, origin: () => string) {
    this.organization = organization
    this.clock = clock
    this.origin = origin
    this.changes = new Changes(organization.world)
    this.subscriptions = new Subscriptions(clock, organization.index, organization.options.seed)
    this.courier = new Courier(organization.id)
    this.draws = new Draws(organization.options.seed + 1)
    this.events = (organization.index + 1) * 1_000_000_000
  }

  /** Starts the draws afresh from a seed. */
  reseed(seed: number): void {
    this.draws = new Draws(seed)
  }

  /** Switches a subscription on or off; what waits for one that is off is dropped. */
  activate(subscription: Subscription, active: boolean): void {
    subscription.active = active
    if (!active) this.courier.abandon(subscription)
  }

  remove(subscription: Subscription): void {
    this.subscriptions.remove(subscription)
    this.courier.abandon(subscription)
  }

  /** Announces what was changed since the last time, and answers the genuine deliveries. */
  announce(mishaps: Mishaps = this.mishaps): ReadonlyArray<Delivery> {
    const deliveries = this.inOrder(this.changes.take()).flatMap((change) => this.deliveriesOf(change))
    for (const delivery of deliveries) this.dispatch(delivery, mishaps)
    return deliveries
  }

  /** Sends a copy of a delivery, which a subscriber has to tell by its id. */
  duplicate(delivery: Delivery, mishaps: Mishaps): void {
    this.courier.add({ ...delivery, kind: "duplicate", dueAt: this.dueAt(mishaps) })
  }

  /** Sends a forgery about the same record; half of them take the genuine one's id, to be mistaken for it. */
  forge(delivery: Delivery, mishaps: Mishaps): void {
    const id = this.draws.fraction() < 0.5 ? delivery.id : this.draws.uuid()
    const dueAt = this.dueAt(mishaps)
    this.courier.add({ ...delivery, ...forgeryOf(delivery), id, kind: "forged", dueAt })
  }

  close(): void {
    this.load?.stop()
    this.courier.close()
  }

  private dispatch(delivery: Delivery, mishaps: Mishaps): void {
    this.courier.add({ ...delivery, dueAt: this.dueAt(mishaps) })
    if (this.draws.fraction() < mishaps.duplicates) this.duplicate(delivery, mishaps)
    if (this.draws.fraction() < mishaps.forged) this.forge(delivery, mishaps)
  }

  private dueAt({ delayMs, shuffleMs }: Mishaps): number {
    return performance.now() + delayMs + this.draws.fraction() * shuffleMs
  }

  /** A merger is announced before or after the person it removed. */
  private inOrder(changes: ReadonlyArray<Change>): ReadonlyArray<Change> {
    const isMerger = (change: Change): boolean => change.table === "PersonMerger"
    if (!changes.some(isMerger) || this.draws.fraction() < 0.5) return changes
    return [...changes.filter(isMerger), ...changes.filter((change) => !isMerger(change))]
  }

  private deliveriesOf(change: Change): ReadonlyArray<Delivery> {
    const vertex = vertexOf(change.table)
    const name = vertex === null ? null : eventFor(vertex, change.action)
    if (vertex === null || name === null || this.organization.products?.has(vertex.product) === false)
      return []
    const subscriptions = this.subscriptions.hearing(name)
    if (subscriptions.length === 0) return []
    const eventTime = secondsText(this.clock.seconds)
    const document = payloadOf(this.organization, vertex, change, name, {
      origin: this.origin(),
      time: eventTime,
      idempotencyToken: this.draws.uuid(),
      keepsRelationships: this.draws.fraction() < 0.64
    })
    const payload = JSON.stringify(document)
    const happenedAt = performance.now()
    return subscriptions.map((subscription) => {
      this.events += 1
      return {
        id: this.draws.uuid(),
        eventId: this.events,
        name,
        eventTime,
        payload,
        subscription,
        kind: "genuine",
        attempt: 1,
        happenedAt,
        dueAt: happenedAt
      }
    })
  }
}
