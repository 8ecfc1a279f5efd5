import type { Shuffle } from "../api/Collection.ts"
import { hash } from "../world/Random.ts"
import type { Json } from "../world/Row.ts"

/** What can be made to go wrong. */
export const faultKinds = [
  "429",
  "500",
  "503",
  "timeout",
  "cut-body",
  "wrong-json",
  "html",
  "duplicate-rows",
  "missing-rows",
  "latency",
  "revoked-token"
] as const

/** A kind of fault. */
export type FaultKind = (typeof faultKinds)[number]

/** A fault to inject. */
export interface FaultRule {
  readonly kind: FaultKind
  /** How often it happens before it is over; null means for ever. */
  readonly times: number | null
  /** The share of matching requests it happens to. */
  readonly probability: number
  /** Which requests match: tried on the path with its query. */
  readonly path: RegExp | null
  readonly seed: number
  /** Milliseconds of a `latency`, and how long a `timeout` holds the connection. */
  readonly ms: number
  /** Seconds a `429` asks to wait. */
  readonly retryAfter: number
}

interface Entry {
  readonly rule: FaultRule
  matched: number
  fired: number
}

/** The faults in force, tried in the order they were added. */
export class Faults {
  private entries: Array<Entry> = []

  add(rule: FaultRule): void {
    this.entries.push({ rule, matched: 0, fired: 0 })
  }

  clear(): void {
    this.entries = []
  }

  /** The rules that strike this request; a rule may refuse to count a request it cannot affect. */
  strike(target: string, affects: (rule: FaultRule) => boolean): ReadonlyArray<FaultRule> {
    if (this.entries.length === 0) return []
    const struck: Array<FaultRule> = []
    for (const entry of this.entries) {
      const { rule } = entry
      if (rule.times !== null && entry.fired >= rule.times) continue
      if (rule.path?.test(target) === false || !affects(rule)) continue
      entry.matched += 1
      if (hash(rule.seed, 700, entry.matched) / 0x1_0000_0000 >= rule.probability) continue
      entry.fired += 1
      struck.push(rule)
      if (rule.kind !== "latency") return struck
    }
    return struck
  }

  /** Every fault with how often it could have struck and did. */
  list(): ReadonlyArray<Json> {
    return this.entries.map(({ fired, matched, rule }) => ({
      ...rule,
      path: rule.path?.source ?? null,
      matched,
      fired
    }))
  }
}

/** Serves a page a little too early or too late in its listing, as when rows come or go before it. */
export const shuffleOf = (rule: FaultRule, total: number): Shuffle | null => {
  const by = 1 + (hash(rule.seed, 701, total) % 3)
  if (rule.kind === "missing-rows")
    return (positions) => positions.map((at) => at + by).filter((at) => at < total)
  if (rule.kind !== "duplicate-rows") return null
  return (positions) => {
    const first = positions[0] ?? 0
    const start = Math.max(0, first - by)
    const full = first + positions.length < total
    const end = full ? start + positions.length : total
    return Array.from({ length: end - start }, (_, place) => start + place)
  }
}
