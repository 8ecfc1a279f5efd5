import type { BudgetReport } from "@openfaith/adapter-core"
import { Effect, Schedule } from "effect"
import * as FairSemaphore from "../load/FairSemaphore.ts"
import { type BudgetNews, RetryLater, type WaitingFor } from "./Connection.ts"
import { permitLifetimeMillis, type Settlement } from "./RequestBudget.ts"
import { type TransportNews, unheard } from "./UpstreamBreaker.ts"

/** The right to send one request. */
export interface Permit {
  readonly leaseId: string
  readonly grantedAt: number
}

/** What the pool asks of the connection's owner, wherever it lives. */
export interface PermitSource {
  readonly lease: (
    want: number,
    news: BudgetNews
  ) => Effect.Effect<{
    leaseId: string
    permits: number
    retryAfterMillis: number
    waitingFor: WaitingFor | null
    pausedMillis: number
    requestsPerSecond: number
  }>
  readonly settle: (news: BudgetNews) => Effect.Effect<void>
}

/** Permits of one connection as one node sees them. */
export interface PermitPool {
  /**
   * Waits for a permit; the work between take and answer is the caller's. Fails when the source asked for a longer wait
   * than anybody sits out.
   */
  readonly take: Effect.Effect<Permit, RetryLater>
  /** The request was answered, or failed, now. Every permit taken ends here. */
  readonly answered: (permit: Permit, news: PoolNews) => Effect.Effect<void>
  /** The allowed pace as last heard, requests a second. */
  readonly requestsPerSecond: Effect.Effect<number>
  /** What whoever wants a permit waits for now. */
  readonly waitingFor: Effect.Effect<WaitingFor | null>
}

/** What an answer said of the budget, and whether it was one; a request that was called off says neither. */
export interface PoolNews {
  readonly observed: BudgetReport | null
  readonly pauseMillis: number | null
  readonly transport: "answered" | "failed" | null
}

// The owner is asked for as much as it gives: how much that is, it decides by its limit.
const want = 1_000
const settleEvery = "250 millis"

/** Builds a pool; while its scope is open, permits that nobody uses go back to the owner. */
export const make = Effect.fnUntraced(function* (
  source: PermitSource,
  options: {
    /** The longest pause that is sat out. */
    readonly patienceMillis: number
  }
) {
  const clock = yield* Effect.clock
  // All that is at hand comes from one lease: more is asked for when it is used up.
  let hand: (Permit & { readonly left: number }) | null = null
  let answeredAt = new Map<string, Array<number>>()
  let unused = new Map<string, number>()
  let observed: { readonly report: BudgetReport; readonly at: number } | null = null
  let pausedUntil = 0
  let pauseToTell = false
  let requestsPerSecond = 0
  let waitingFor: WaitingFor | null = null
  let transport: TransportNews = unheard
  const turn = FairSemaphore.make(1)

  const giveBack = () => {
    if (hand !== null) unused.set(hand.leaseId, (unused.get(hand.leaseId) ?? 0) + hand.left)
    hand = null
  }

  const returnStale = (now: number) => {
    if (hand !== null && now - hand.grantedAt >= permitLifetimeMillis) giveBack()
  }

  const takeNews = (now: number): BudgetNews => {
    const leaseIds = new Set([...answeredAt.keys(), ...unused.keys()])
    const settlements: ReadonlyArray<Settlement> = [...leaseIds].map((leaseId) => ({
      leaseId,
      answeredAgoMillis: (answeredAt.get(leaseId) ?? []).map((at) => now - at),
      unused: unused.get(leaseId) ?? 0
    }))
    const news = {
      settlements,
      observed: observed === null ? null : { ...observed.report, agoMillis: now - observed.at },
      pauseMillis: pauseToTell && pausedUntil > now ? pausedUntil - now : null,
      transport
    }
    answeredAt = new Map()
    unused = new Map()
    observed = null
    pauseToTell = false
    transport = unheard
    return news
  }

  const leaseMore: Effect.Effect<void> = Effect.gen(function* () {
    const now = clock.unsafeCurrentTimeMillis()
    const lease = yield* source.lease(want, takeNews(now))
    requestsPerSecond = lease.requestsPerSecond
    waitingFor = lease.waitingFor
    if (lease.pausedMillis > options.patienceMillis)
      pausedUntil = Math.max(pausedUntil, now + lease.pausedMillis)
    else if (lease.permits === 0) {
      yield* Effect.sleep(lease.retryAfterMillis)
      return
    }
    const grantedAt = clock.unsafeCurrentTimeMillis()
    hand = lease.permits === 0 ? null : { leaseId: lease.leaseId, grantedAt, left: lease.permits }
  })

  /** A permit that needs no wait. */
  const atHand = (now: number): Permit | null => {
    returnStale(now)
    if (hand === null || pausedUntil > now) return null
    const { grantedAt, leaseId, left } = hand
    hand = left === 1 ? null : { leaseId, grantedAt, left: left - 1 }
    waitingFor = null
    return { leaseId, grantedAt }
  }

  const takeInTurn = turn.withPermit()(
    Effect.gen(function* () {
      while (true) {
        const now = clock.unsafeCurrentTimeMillis()
        const permit = atHand(now)
        if (permit !== null) return permit
        if (pausedUntil > now) {
          // Permits in hand were granted before the upstream asked for the pause.
          waitingFor = "retry-after"
          if (pausedUntil - now > options.patienceMillis)
            return yield* new RetryLater({ seconds: Math.ceil((pausedUntil - now) / 1000) })
          yield* Effect.sleep(pausedUntil - now)
          continue
        }
        yield* leaseMore
      }
    })
  )

  const take = Effect.suspend(() => {
    const permit = atHand(clock.unsafeCurrentTimeMillis())
    return permit === null ? takeInTurn : Effect.succeed(permit)
  })

  yield* Effect.gen(function* () {
    const now = clock.unsafeCurrentTimeMillis()
    returnStale(now)
    if (answeredAt.size > 0 || unused.size > 0) yield* source.settle(takeNews(now))
  }).pipe(Effect.repeat(Schedule.spaced(settleEvery)), Effect.forkScoped)

  const pool: PermitPool = {
    take,
    answered: (permit, news) =>
      Effect.sync(() => {
        const now = clock.unsafeCurrentTimeMillis()
        const answers = answeredAt.get(permit.leaseId)
        if (answers === undefined) answeredAt.set(permit.leaseId, [now])
        else answers.push(now)
        if (news.observed !== null) observed = { report: news.observed, at: now }
        if (news.pauseMillis !== null) {
          pausedUntil = Math.max(pausedUntil, now + news.pauseMillis)
          pauseToTell = true
        }
        if (news.transport === "answered") transport = { answered: transport.answered + 1, failed: 0 }
        if (news.transport === "failed") {
          transport = { ...transport, failed: transport.failed + 1 }
          // Whether more is sent is for the owner to say, who hears of all failures.
          giveBack()
        }
      }),
    waitingFor: Effect.sync(() => waitingFor),
    requestsPerSecond: Effect.sync(() => requestsPerSecond)
  }
  return pool
})
