import { Schema } from "effect"
import type { LoadTable } from "../webhooks/LoadRun.ts"

const share = Schema.Number.pipe(Schema.between(0, 1))
const milliseconds = Schema.Number.pipe(Schema.nonNegative())
const rate = Schema.Number.pipe(Schema.positive())

/** How webhooks are to be delivered from now on; what is not named stays as it is. */
export const WebhooksInput = Schema.Struct({
  duplicates: Schema.optional(share),
  forged: Schema.optional(share),
  delayMs: Schema.optional(milliseconds),
  shuffleMs: Schema.optional(milliseconds),
  hold: Schema.optional(Schema.Boolean),
  maxPerSecond: Schema.optional(Schema.NullOr(rate)),
  concurrency: Schema.optional(Schema.Int.pipe(Schema.between(1, 256))),
  timeoutMs: Schema.optional(Schema.Int.pipe(Schema.positive())),
  retryTimeScale: Schema.optional(milliseconds),
  seed: Schema.optional(Schema.Int)
})

/** How long to wait for what is pending. */
export const FlushInput = Schema.Struct({
  timeoutMs: Schema.optionalWith(Schema.Number.pipe(Schema.between(0, 600_000)), { default: () => 30_000 })
})

const loadTables = ["Person", "Household", "Group"] as const satisfies ReadonlyArray<LoadTable>

/** What to fire; the shares together leave something genuine. */
export const LoadInput = Schema.Struct({
  count: Schema.Int.pipe(Schema.between(1, 1_000_000)),
  perSecond: Schema.optionalWith(rate, { default: () => 200 }),
  duplicates: Schema.optionalWith(share, { default: () => 0 }),
  forged: Schema.optionalWith(share, { default: () => 0 }),
  shuffleMs: Schema.optionalWith(milliseconds, { default: () => 0 }),
  seed: Schema.optionalWith(Schema.Int, { default: () => 1 }),
  entities: Schema.optionalWith(Schema.NonEmptyArray(Schema.Literal(...loadTables)), {
    default: () => ["Person"] as const
  }),
  records: Schema.optionalWith(Schema.Int.pipe(Schema.positive()), { default: () => 1_000_000 })
}).pipe(Schema.filter(({ duplicates, forged }) => duplicates + forged < 1))

/** Whether a subscription is served. */
export const SubscriptionInput = Schema.Struct({ active: Schema.Boolean })
