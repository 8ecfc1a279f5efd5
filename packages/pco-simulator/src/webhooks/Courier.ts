import { bodyOf, type Delivery, headersOf, retries, retrySeconds } from "./Delivery.ts"
import { DueQueue } from "./DueQueue.ts"
import { Postman, type Receipt } from "./Postman.ts"
import { Samples } from "./Samples.ts"
import type { Subscription } from "./Subscriptions.ts"

/** How deliveries are made. */
export interface Pace {
  /** Nothing is sent while this is so. */
  readonly hold: boolean
  /** Deliveries a second at most; null for as many as one likes. */
  readonly maxPerSecond: number | null
  /** Deliveries under way at once. */
  readonly concurrency: number
  /** How long an answer may take. */
  readonly timeoutMs: number
  /** What the waits before retries are multiplied with. */
  readonly retryTimeScale: number
}

/** The pace of a running simulator nobody has told anything. */
export const defaultPace: Pace = {
  hold: false,
  maxPerSecond: null,
  concurrency: 16,
  timeoutMs: 10_000,
  retryTimeScale: 1
}

/** More than this is not kept for a subscriber who is away; the rest is dropped. */
const maximumPending = 200_000

/** How far behind a timer may come without the rate going down. */
const catchUpMs = 100

const zero = {
  delivered: 0,
  failed: 0,
  dropped: 0,
  retried: 0,
  duplicated: 0,
  forged: 0,
  forgedAccepted: 0
}

/** Makes one organisation's deliveries: each when it is due, a bounded number at once, again after a failure. */
export class Courier {
  pace: Pace = defaultPace
  private readonly organizationId: string
  private readonly queue = new DueQueue<Delivery>()
  private readonly postman = new Postman()
  private readonly answered = new Samples()
  private readonly arrived = new Samples()
  private counts = { ...zero }
  private underWay = 0
  private nextSlot = 0
  private timer: NodeJS.Timeout | undefined
  private closed = false

  constructor(organizationId: string) {
    this.organizationId = organizationId
  }

  /** Waiting or under way. */
  get pending(): number {
    return this.queue.size + this.underWay
  }

  add(delivery: Delivery): void {
    if (this.queue.size >= maximumPending) {
      this.counts.dropped += 1
      return
    }
    this.queue.add(delivery)
    this.pump()
  }

  setPace(pace: Pace): void {
    this.pace = pace
    this.pump()
  }

  /** Drops what waits for a subscription that is not served any more. */
  abandon(subscription: Subscription): void {
    this.counts.dropped += this.queue.drop((delivery) => delivery.subscription === subscription)
  }

  /** Drops all that waits and counts from zero. */
  reset(): void {
    this.queue.drop(() => true)
    this.counts = { ...zero }
    this.answered.reset()
    this.arrived.reset()
  }

  close(): void {
    this.closed = true
    this.reset()
    clearTimeout(this.timer)
    this.postman.close()
  }

  report() {
    return {
      pending: this.pending,
      ...this.counts,
      answerMs: this.answered.report(),
      eventToDeliveredMs: this.arrived.report()
    }
  }

  private pump(): void {
    clearTimeout(this.timer)
    const { concurrency, hold, maxPerSecond } = this.pace
    if (hold || this.closed) return
    while (this.underWay < concurrency) {
      const next = this.queue.peek()
      if (next === undefined) return
      const now = performance.now()
      const wait = Math.max(next.dueAt, maxPerSecond === null ? 0 : this.nextSlot) - now
      if (wait > 0) {
        this.timer = setTimeout(() => this.pump(), wait)
        return
      }
      if (maxPerSecond !== null)
        this.nextSlot = Math.max(this.nextSlot, now - catchUpMs) + 1000 / maxPerSecond
      this.queue.take()
      this.send(next)
    }
  }

  private send(delivery: Delivery): void {
    const body = bodyOf(delivery, this.organizationId)
    this.underWay += 1
    const sent = this.postman.post({
      url: delivery.subscription.url,
      headers: headersOf(delivery, body),
      body,
      timeoutMs: this.pace.timeoutMs
    })
    void sent.then((receipt) => {
      this.underWay -= 1
      this.settle(delivery, receipt)
      this.pump()
    })
  }

  private settle(delivery: Delivery, { millis, status }: Receipt): void {
    const accepted = status >= 200 && status < 300
    switch (delivery.kind) {
      case "duplicate":
        this.counts.duplicated += 1
        return
      case "forged":
        this.counts.forged += 1
        if (accepted) this.counts.forgedAccepted += 1
        return
      case "genuine": {
        const now = performance.now()
        if (!accepted) {
          this.miss(delivery, status, now)
          return
        }
        this.counts.delivered += 1
        this.answered.add(millis)
        this.arrived.add(now - delivery.happenedAt)
      }
    }
  }

  private miss(delivery: Delivery, status: number, now: number): void {
    const { attempt, subscription } = delivery
    if (status !== 410 && attempt <= retries && subscription.active && !this.closed) {
      this.counts.retried += 1
      const wait = retrySeconds(attempt) * 1000 * this.pace.retryTimeScale
      this.queue.add({ ...delivery, attempt: attempt + 1, dueAt: now + wait })
      return
    }
    this.counts.failed += 1
    subscription.active = false
    this.abandon(subscription)
  }
}
