/**
 * The request budget of one connection as plain data. The upstream allows `limit` requests in any `periodMillis`;
 * a spent request frees its slot one period after its answer came back. Since the upstream saw it earlier than
 * that, no window of the upstream, sliding or fixed, can ever hold more than `limit` of ours (decision 0005).
 */
export interface RequestBudget {
  readonly limit: number
  readonly periodMillis: number
  /** Spent requests by the moment at which their slots are free again, ascending; freed ones are kept for a while. */
  readonly slots: ReadonlyArray<Slot>
  /** Permits handed out and not yet accounted for. */
  readonly leases: ReadonlyMap<string, Lease>
  /** Nothing is granted before this moment: the upstream said so with a 429. */
  readonly pausedUntil: number
}

/** `count` slots that are free again at `freeAt` (milliseconds since the epoch). */
export interface Slot {
  readonly freeAt: number
  readonly count: number
}

/** Permits that a node holds; one that is not accounted for by `expiresAt` counts as spent then. */
export interface Lease {
  readonly permits: number
  readonly expiresAt: number
}

/** What a node says of permits it was granted: the age of each answer in milliseconds, and how many it never used. */
export interface Settlement {
  readonly leaseId: string
  readonly answeredAgoMillis: ReadonlyArray<number>
  readonly unused: number
}

/** What the upstream said of the budget in its response headers, and how long ago that was. */
export interface ObservedBudget {
  readonly limit: number
  readonly periodSeconds: number
  readonly count: number | null
  readonly agoMillis: number
}

/** Either some permits, or how long to wait before asking again. */
export interface Grant {
  readonly permits: number
  readonly retryAfterMillis: number
}

/** A node uses a permit within this time or gives it back, so that a permit never surfaces in a later period. */
export const permitLifetimeMillis = 5_000

const leaseLifetimeMillis = 60_000
// What the upstream counted is compared with what we had spent then, not with what is left of it by now.
const hindsightMillis = 5_000
// Slots are kept in steps of a period's 400th: what is lost by rounding up is 0.25 % of the budget.
const stepsInPeriod = 400
const leastWaitMillis = 5
const longestWaitMillis = 1_000

/** A budget of which nothing is spent. */
export const make = (limit: number, periodSeconds: number): RequestBudget => ({
  limit,
  periodMillis: periodSeconds * 1000,
  slots: [],
  leases: new Map(),
  pausedUntil: 0
})

const addSlots = (budget: RequestBudget, freeAt: number, count: number): RequestBudget => {
  if (count <= 0) return budget
  const step = Math.max(1, Math.floor(budget.periodMillis / stepsInPeriod))
  const rounded = Math.ceil(freeAt / step) * step
  const at = budget.slots.findIndex((slot) => slot.freeAt >= rounded)
  const position = at === -1 ? budget.slots.length : at
  const there = budget.slots[position]
  const slots =
    there?.freeAt === rounded
      ? budget.slots.with(position, { freeAt: rounded, count: there.count + count })
      : budget.slots.toSpliced(position, 0, { freeAt: rounded, count })
  return { ...budget, slots }
}

const withoutPast = (budget: RequestBudget, now: number): RequestBudget => {
  const current = { ...budget, slots: budget.slots.filter((slot) => slot.freeAt > now - hindsightMillis) }
  const expired = [...budget.leases].filter(([, lease]) => lease.expiresAt <= now)
  if (expired.length === 0) return current
  const leases = new Map(budget.leases)
  for (const [id] of expired) leases.delete(id)
  return expired.reduce<RequestBudget>(
    (spent, [, lease]) => addSlots(spent, lease.expiresAt + budget.periodMillis, lease.permits),
    { ...current, leases }
  )
}

/** Requests that are spent at that moment, or may be any moment. */
export const spent = (budget: RequestBudget, at: number): number => {
  let sum = 0
  for (const slot of budget.slots) if (slot.freeAt > at) sum += slot.count
  for (const lease of budget.leases.values()) sum += lease.permits
  return sum
}

/**
 * How many permits one lease holds of those that are free: few, so that no node sits on budget that another could use, and
 * more while there are plenty, since each lease is a message and a statement.
 */
export const leaseSize = ({ limit }: RequestBudget, free: number): number =>
  Math.min(100, Math.max(1, Math.floor(limit / 50), Math.floor(free / 8)))

/** Grants up to `want` permits under the given lease id, or says how long to wait. */
export const grant = (
  before: RequestBudget,
  now: number,
  leaseId: string,
  want: number
): readonly [Grant, RequestBudget] => {
  const budget = withoutPast(before, now)
  if (budget.pausedUntil > now) {
    return [{ permits: 0, retryAfterMillis: Math.min(longestWaitMillis, budget.pausedUntil - now) }, budget]
  }
  const free = budget.limit - spent(budget, now)
  const permits = Math.min(want, leaseSize(budget, free), free)
  if (permits > 0) {
    const leases = new Map(budget.leases).set(leaseId, { permits, expiresAt: now + leaseLifetimeMillis })
    return [
      { permits, retryAfterMillis: 0 },
      { ...budget, leases }
    ]
  }
  const next = budget.slots.find((slot) => slot.freeAt > now)?.freeAt ?? now + longestWaitMillis
  return [
    { permits: 0, retryAfterMillis: Math.min(longestWaitMillis, Math.max(leastWaitMillis, next - now)) },
    budget
  ]
}

/** Accounts for permits of a lease. A lease that is not known (its owner changed) still counts what was spent. */
export const settle = (before: RequestBudget, now: number, settlement: Settlement): RequestBudget => {
  const { answeredAgoMillis, leaseId, unused } = settlement
  const lease = before.leases.get(leaseId)
  const leases = new Map(before.leases)
  if (lease !== undefined) {
    const permits = lease.permits - answeredAgoMillis.length - unused
    if (permits > 0) leases.set(leaseId, { ...lease, permits })
    else leases.delete(leaseId)
  }
  return answeredAgoMillis.reduce<RequestBudget>(
    (budget, ago) => addSlots(budget, now - ago + budget.periodMillis, 1),
    { ...before, leases }
  )
}

/** Takes over what the upstream says. A count above ours at that moment means that others spend from the same budget. */
export const observe = (before: RequestBudget, now: number, observed: ObservedBudget): RequestBudget => {
  const periodMillis = observed.periodSeconds * 1000
  const moved = periodMillis - before.periodMillis
  const slots =
    moved === 0 ? before.slots : before.slots.map((slot) => ({ ...slot, freeAt: slot.freeAt + moved }))
  const budget = withoutPast({ ...before, slots, limit: observed.limit, periodMillis }, now)
  const byOthers = observed.count === null ? 0 : observed.count - spent(budget, now - observed.agoMillis)
  return byOthers > 0 ? addSlots(budget, now - observed.agoMillis + budget.periodMillis, byOthers) : budget
}

/** Grants nothing until `until`. */
export const pause = (budget: RequestBudget, until: number): RequestBudget => ({
  ...budget,
  pausedUntil: Math.max(budget.pausedUntil, until)
})

/** What a new owner of the connection must know: slots as milliseconds from now, leases counted as spent. */
export const toSaved = (budget: RequestBudget, now: number): ReadonlyArray<Slot> => {
  const leased = [...budget.leases.values()].reduce((sum, lease) => sum + lease.permits, 0)
  const all = addSlots(budget, now + permitLifetimeMillis + budget.periodMillis, leased).slots
  return all
    .filter((slot) => slot.freeAt > now)
    .map((slot) => ({ freeAt: slot.freeAt - now, count: slot.count }))
}

/** The budget that {@link toSaved} wrote `agoMillis` ago. */
export const fromSaved = (
  limit: number,
  periodSeconds: number,
  slots: ReadonlyArray<Slot>,
  agoMillis: number,
  now: number
): RequestBudget => ({
  ...make(limit, periodSeconds),
  slots: slots
    .map((slot) => ({ freeAt: slot.freeAt - agoMillis + now, count: slot.count }))
    .filter((slot) => slot.freeAt > now)
})
