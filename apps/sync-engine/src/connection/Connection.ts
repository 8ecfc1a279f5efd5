import { Entity } from "@effect/cluster"
import { Rpc } from "@effect/rpc"
import { Schema } from "effect"

/** Nothing can be asked of the upstream until somebody gives this connection new credentials. */
export class ConnectionParked extends Schema.TaggedError<ConnectionParked>()("ConnectionParked", {
  connectionId: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `The connection is parked: ${this.reason}`
  }
}

/** The source asked for a wait that is too long to sit out; nothing is sent to it meanwhile. */
export class RetryLater extends Schema.TaggedError<RetryLater>()("RetryLater", {
  seconds: Schema.Number
}) {
  override get message(): string {
    return `The source wants to be left alone for ${this.seconds} s`
  }
}

/** Why nobody may send a request now. */
export const WaitingFor = Schema.Literal("budget", "retry-after", "breaker")
/** @see {@link WaitingFor} */
export type WaitingFor = typeof WaitingFor.Type

/** See `Settlement` in RequestBudget.ts. */
const Settlement = Schema.Struct({
  leaseId: Schema.String,
  answeredAgoMillis: Schema.Array(Schema.Number),
  unused: Schema.Int
})

/**
 * What a node reports with every call: permits to account for, what the upstream's headers said last, and whether it
 * answered at all (`TransportNews` in UpstreamBreaker.ts).
 */
export const BudgetNews = Schema.Struct({
  settlements: Schema.Array(Settlement),
  observed: Schema.NullOr(
    Schema.Struct({
      limit: Schema.Number,
      periodSeconds: Schema.Number,
      count: Schema.NullOr(Schema.Number),
      agoMillis: Schema.Number
    })
  ),
  pauseMillis: Schema.NullOr(Schema.Number),
  transport: Schema.Struct({ answered: Schema.Int, failed: Schema.Int })
})
/** @see {@link BudgetNews} */
export type BudgetNews = typeof BudgetNews.Type

/**
 * One connected account, wherever the cluster puts it: the only place that hands out request permits, refreshes a
 * token, makes webhook subscriptions and gives the source up for down, so that all nodes together keep to one budget, one
 * refresh, one subscription and one probe at a time.
 */
export const Connection = Entity.make("Connection", [
  Rpc.make("Lease", {
    payload: { want: Schema.Int, news: BudgetNews },
    success: Schema.Struct({
      leaseId: Schema.String,
      permits: Schema.Int,
      retryAfterMillis: Schema.Number,
      waitingFor: Schema.NullOr(WaitingFor),
      /** For how long the source still wants to be left alone. */
      pausedMillis: Schema.Number,
      requestsPerSecond: Schema.Number
    })
  }),
  Rpc.make("Settle", { payload: { news: BudgetNews } }),
  Rpc.make("Refresh", {
    payload: { rejectedVersion: Schema.Int },
    success: Schema.Struct({ version: Schema.Int }),
    error: ConnectionParked
  }),
  Rpc.make("EnsureSubscribed", { success: Schema.Boolean })
])
