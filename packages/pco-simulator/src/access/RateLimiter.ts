/** How requests are counted: over the last period at any moment, or in periods that start afresh. */
export type LimiterKind = "sliding" | "fixed"

/** How much a user may ask. */
export interface RateLimit {
  /** Requests a period; 0 means as many as one likes. */
  readonly limit: number
  readonly periodSeconds: number
  /** Requests a period that may be made while they ask for offsets beyond 30,000. */
  readonly deepLimit: number
  readonly kind: LimiterKind
}

/** What the limiter says of one request. */
export interface Permit {
  readonly allowed: boolean
  readonly limit: number
  readonly count: number
  readonly retryAfterSeconds: number
}

/** What headers say when there is no limit. */
export const unlimited = 1_000_000

/** Counts one user's requests. Refused requests do not use up the budget, but the count that is told includes them. */
export class RateLimiter {
  private readonly rate: RateLimit
  private allowed: Array<number> = []
  private refused: Array<number> = []
  private windowStart = Number.NEGATIVE_INFINITY

  constructor(rate: RateLimit) {
    this.rate = rate
  }

  /** Asks for a permit at a time in milliseconds of a clock that never goes back. */
  ask(now: number, deep: boolean): Permit {
    const { rate } = this
    if (rate.limit <= 0) return { allowed: true, limit: unlimited, count: 1, retryAfterSeconds: 0 }
    const period = rate.periodSeconds * 1000
    this.forget(now, period)
    const limit = deep ? Math.min(rate.deepLimit, rate.limit) : rate.limit
    if (this.allowed.length < limit) {
      this.allowed.push(now)
      return { allowed: true, limit, count: this.allowed.length, retryAfterSeconds: 0 }
    }
    this.refused.push(now)
    const frees =
      rate.kind === "fixed" ? this.windowStart : (this.allowed[this.allowed.length - limit] ?? now)
    return {
      allowed: false,
      limit,
      count: this.allowed.length + this.refused.length,
      retryAfterSeconds: Math.max(1, Math.ceil((frees + period - now) / 1000))
    }
  }

  /** Starts afresh. */
  reset(): void {
    this.allowed = []
    this.refused = []
  }

  private forget(now: number, period: number): void {
    if (this.rate.kind === "fixed") {
      if (now < this.windowStart + period) return
      this.windowStart = Math.floor(now / period) * period
      this.reset()
      return
    }
    const since = now - period
    while ((this.allowed[0] ?? now) <= since) this.allowed.shift()
    while ((this.refused[0] ?? now) <= since) this.refused.shift()
  }
}
