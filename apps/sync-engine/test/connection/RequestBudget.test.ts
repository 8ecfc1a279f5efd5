import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import * as RequestBudget from "../../src/connection/RequestBudget.ts"

const period = 20

/** What an upstream that counts arrivals in a sliding window makes of the requests. */
const mostInAnyWindow = (arrivals: ReadonlyArray<number>, windowMillis: number): number => {
  const sorted = arrivals.toSorted((one, other) => one - other)
  let most = 0
  let first = 0
  for (const [index, arrival] of sorted.entries()) {
    while (arrival - (sorted[first] ?? 0) >= windowMillis) first++
    most = Math.max(most, index - first + 1)
  }
  return most
}

interface Played {
  readonly arrivals: ReadonlyArray<number>
  readonly endedAt: number
}

/** One hungry client with `inFlight` requests at once, every request taking as long as `latency` says. */
const play = (
  limit: number,
  requests: number,
  inFlight: number,
  latency: (index: number) => number
): Played => {
  let budget = RequestBudget.make(limit, period)
  let now = 1_000_000
  const arrivals: Array<number> = []
  const open: Array<{ readonly answeredAt: number; readonly leaseId: string }> = []
  let permits: Array<string> = []
  let leases = 0
  while (arrivals.length < requests) {
    for (const { answeredAt, leaseId } of open.filter((request) => request.answeredAt <= now)) {
      budget = RequestBudget.settle(budget, now, {
        leaseId,
        answeredAgoMillis: [now - answeredAt],
        unused: 0
      })
    }
    open.splice(0, open.length, ...open.filter((request) => request.answeredAt > now))
    if (permits.length === 0) {
      const leaseId = `lease/${++leases}`
      const [grant, after] = RequestBudget.grant(budget, now, leaseId, 1_000)
      budget = after
      permits = Array.from({ length: grant.permits }, () => leaseId)
    }
    while (permits.length > 0 && open.length < inFlight && arrivals.length < requests) {
      const leaseId = permits.pop() ?? ""
      const took = latency(arrivals.length)
      arrivals.push(now + took / 2)
      open.push({ answeredAt: now + took, leaseId })
    }
    now += 10
  }
  return { arrivals, endedAt: now }
}

describe("RequestBudget", () => {
  it("never lets an upstream that counts arrivals see more than the limit in any period", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.integer({ min: 1, max: 60 }),
        FastCheck.integer({ min: 1, max: 12 }),
        FastCheck.array(FastCheck.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 40 }),
        (limit, inFlight, latencies) => {
          const { arrivals } = play(
            limit,
            limit * 3,
            inFlight,
            (index) => latencies[index % latencies.length] ?? 1
          )
          assert.isAtMost(mostInAnyWindow(arrivals, period * 1000), limit)
        }
      ),
      { numRuns: 60 }
    )
  })

  it("uses at least 97 % of the budget while there is work", () => {
    const limit = 100
    const requests = limit * 20
    const { arrivals, endedAt } = play(limit, requests, 4, () => 150)
    const least = (requests / limit - 1) * period * 1000
    assert.isAtLeast(least / (endedAt - (arrivals[0] ?? 0)), 0.97)
  })

  it("takes over what the upstream says, and leaves room for requests of others", () => {
    const observed = RequestBudget.observe(RequestBudget.make(100, period), 1_000, {
      limit: 50,
      periodSeconds: 10,
      count: 30,
      agoMillis: 0
    })
    assert.strictEqual(observed.limit, 50)
    assert.strictEqual(observed.periodMillis, 10_000)
    assert.strictEqual(RequestBudget.spent(observed, 1_000), 30)
  })

  it("does not take for others' requests what it has spent itself and freed since", () => {
    const full = RequestBudget.settle(RequestBudget.make(100, period), 0, {
      leaseId: "gone",
      answeredAgoMillis: Array.from({ length: 100 }, () => 0),
      unused: 0
    })
    const now = period * 1000 + 100
    const news = { limit: 100, periodSeconds: period, count: 100, agoMillis: 500 }
    assert.strictEqual(RequestBudget.spent(RequestBudget.observe(full, now, news), now), 0)
  })

  it("moves what is spent with the period that the upstream tells", () => {
    const assumed = RequestBudget.settle(RequestBudget.make(100, 20), 0, {
      leaseId: "gone",
      answeredAgoMillis: [0],
      unused: 0
    })
    const told = RequestBudget.observe(assumed, 10, { limit: 100, periodSeconds: 2, count: 1, agoMillis: 0 })
    assert.strictEqual(RequestBudget.spent(told, 1_900), 1)
    assert.strictEqual(RequestBudget.spent(told, 2_100), 0)
  })

  it("grants nothing while the upstream wants a pause", () => {
    const paused = RequestBudget.pause(RequestBudget.make(100, period), 5_000)
    const [during] = RequestBudget.grant(paused, 4_000, "lease", 1)
    const [after] = RequestBudget.grant(paused, 5_000, "lease", 1)
    assert.strictEqual(during.permits, 0)
    assert.strictEqual(after.permits, 1)
  })

  it("counts permits that nobody accounts for as spent", () => {
    const [, leased] = RequestBudget.grant(RequestBudget.make(2, period), 0, "lease", 1)
    assert.strictEqual(RequestBudget.spent(leased, 0), 1)
    const [grant, later] = RequestBudget.grant(leased, 61_000, "other", 2)
    assert.strictEqual(grant.permits, 1)
    assert.strictEqual(RequestBudget.spent(later, 61_000), 2)
  })

  it("is as spent for the next owner as it was for the last", () => {
    const now = 50_000
    const [, leased] = RequestBudget.grant(RequestBudget.make(100, period), now, "lease", 2)
    const spent = RequestBudget.settle(leased, now, {
      leaseId: "gone",
      answeredAgoMillis: [1_000, 2_000, 3_000],
      unused: 0
    })
    const restored = RequestBudget.fromSaved(100, period, RequestBudget.toSaved(spent, now), 4_000, 900_000)
    assert.strictEqual(RequestBudget.spent(restored, 900_000), 5)
    const [, muchLater] = RequestBudget.grant(restored, 900_000 + 30_000, "lease", 1)
    assert.strictEqual(RequestBudget.spent(muchLater, 930_000), 1)
  })
})
