import { Schema } from "effect"
import { AdapterName } from "./Identifiers.ts"
import { count } from "./internal/Quantity.ts"
import { Timestamp } from "./Timestamp.ts"

/** How many inbox rows of an event name stand how. */
export const InboxCount = Schema.Struct({
  eventName: Schema.String.annotations({
    description: "The source's name of the event; `api.sync` for records that somebody asked for"
  }),
  pending: count("Rows not yet worked off"),
  processed: count("Rows whose record was looked at"),
  ignored: count("Rows of events that no entity is told of by, or that were out of date"),
  failed: count("Rows whose record could not be had")
}).annotations({ identifier: "InboxCount" })
/** @see {@link InboxCount} */
export type InboxCount = typeof InboxCount.Type

/** How a subscription stands. */
export const SubscriptionHealth = Schema.Literal("active", "inactive", "missing").annotations({
  identifier: "SubscriptionHealth",
  description:
    "inactive: the source has switched it off and it could not be switched on again. " +
    "missing: it could not be made. `lastError` says why."
})
/** @see {@link SubscriptionHealth} */
export type SubscriptionHealth = typeof SubscriptionHealth.Type

/** What a source was asked to tell, as it was when last checked. Its secret is never part of it. */
export const Subscription = Schema.Struct({
  adapter: AdapterName,
  eventName: Schema.String,
  url: Schema.String.annotations({ description: "Where the source delivers" }),
  health: SubscriptionHealth,
  checkedAt: Timestamp,
  revivals: count("How often it was found switched off and switched on again"),
  revivedAt: Schema.NullOr(Timestamp).annotations({
    description: "When that last happened: what changed in the time before was not told"
  }),
  lastError: Schema.NullOr(Schema.String).annotations({
    description: "Why the latest check failed, or null when it did not"
  })
}).annotations({ identifier: "Subscription" })
/** @see {@link Subscription} */
export type Subscription = typeof Subscription.Type

/** What sources tell an organisation by themselves. */
export const Webhooks = Schema.Struct({
  inbox: Schema.Array(InboxCount),
  subscriptions: Schema.Array(Subscription)
}).annotations({
  identifier: "Webhooks",
  description: "What sources tell an organisation by themselves, and what became of it"
})
/** @see {@link Webhooks} */
export type Webhooks = typeof Webhooks.Type
