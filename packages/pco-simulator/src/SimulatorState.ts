import { BudgetMeter } from "./access/BudgetMeter.ts"
import { OAuthStore } from "./access/OAuthStore.ts"
import { RateLimiter } from "./access/RateLimiter.ts"
import { Faults } from "./admin/Faults.ts"
import { RequestLog } from "./admin/RequestLog.ts"
import { Organization } from "./Organization.ts"
import type { SimulatorOptions } from "./SimulatorOptions.ts"
import { SimulatedClock } from "./world/SimulatedClock.ts"

/** A user's budget: what limits it, and how it was used. */
export interface Budget {
  readonly limiter: RateLimiter
  readonly meter: BudgetMeter
}

/** Everything a running simulator knows. */
export class SimulatorState {
  readonly options: SimulatorOptions
  readonly clock = new SimulatedClock()
  readonly faults = new Faults()
  readonly log: RequestLog
  readonly oauth: OAuthStore
  readonly organizations: ReadonlyArray<Organization>
  /** By `organization:user`. */
  readonly budgets = new Map<string, Budget>()
  /** Where the server listens; known once it does. */
  origin = ""

  constructor(options: SimulatorOptions) {
    this.options = options
    this.log = new RequestLog(options.requestLog)
    this.oauth = new OAuthStore(this.clock, options.tokenSeconds)
    this.organizations = Array.from(
      { length: options.organizations },
      (_, index) =>
        new Organization(
          index,
          {
            seed: options.seed + index,
            people: index === 0 ? (options.firstPeople ?? options.people) : options.people,
            timeZone: options.timeZone,
            applicationId:
              options.organizations === 1 ? options.applicationId : `${options.applicationId}-${index + 1}`,
            secret: options.secret,
            cacheCharacters: (options.cacheMegabytes * 1024 * 1024) / options.organizations
          },
          this.clock,
          () => this.linkOrigin
        )
    )
  }

  /** The origin that links name. */
  get linkOrigin(): string {
    return this.options.linkOrigin ?? this.origin
  }

  /** The budget of a user, made at the first request. */
  budget(user: string): Budget {
    const known = this.budgets.get(user)
    if (known !== undefined) return known
    const { deepRateLimit, limiter, rateLimit, ratePeriodSeconds } = this.options
    const made = {
      limiter: new RateLimiter({
        limit: rateLimit,
        periodSeconds: ratePeriodSeconds,
        deepLimit: deepRateLimit ?? Math.max(1, Math.floor(rateLimit * 0.75)),
        kind: limiter
      }),
      meter: new BudgetMeter(rateLimit, ratePeriodSeconds)
    }
    this.budgets.set(user, made)
    return made
  }
}
