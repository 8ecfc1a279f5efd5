import type { SimulatedClock } from "../world/SimulatedClock.ts"
import { Draws } from "./Draws.ts"

/** One event name sent to one URL, signed by a secret of its own. */
export interface Subscription {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly secret: string
  readonly createdAt: number
  updatedAt: number
  active: boolean
}

/** The subscriptions of one organisation, in the order they were made. */
export class Subscriptions {
  private readonly clock: SimulatedClock
  private readonly firstId: number
  private readonly secrets: Draws
  private readonly byId = new Map<string, Subscription>()
  private made = 0

  constructor(clock: SimulatedClock, organization: number, seed: number) {
    this.clock = clock
    this.firstId = (organization + 1) * 100_000
    this.secrets = new Draws(seed)
  }

  create(name: string, url: string, active: boolean): Subscription {
    this.made += 1
    const now = this.clock.seconds
    const subscription: Subscription = {
      id: String(this.firstId + this.made),
      name,
      url,
      secret: this.secrets.hex(8),
      createdAt: now,
      updatedAt: now,
      active
    }
    this.byId.set(subscription.id, subscription)
    return subscription
  }

  find(id: string): Subscription | null {
    return this.byId.get(id) ?? null
  }

  /** Moves `updated_at` to the clock's second. */
  touch(subscription: Subscription): void {
    subscription.updatedAt = this.clock.seconds
  }

  remove(subscription: Subscription): void {
    subscription.active = false
    this.byId.delete(subscription.id)
  }

  list(): ReadonlyArray<Subscription> {
    return [...this.byId.values()]
  }

  /** Who is to hear of an event. */
  hearing(name: string): ReadonlyArray<Subscription> {
    return this.list().filter((subscription) => subscription.active && subscription.name === name)
  }
}
