import { type Effect, Schema } from "effect"
import type { AlertMessage } from "./AlertMessage.ts"

/** A channel did not take a message. Where the channel leads is not said: its address may be a secret. */
export class NotDelivered extends Schema.TaggedError<NotDelivered>()("NotDelivered", {
  reason: Schema.Literal("refused", "unreachable", "timeout"),
  detail: Schema.String,
  /** How long the channel asked to be left alone. */
  retryAfterSeconds: Schema.NullOr(Schema.Number)
}) {
  override get message(): string {
    return `${this.reason}: ${this.detail}`
  }
}

/** A way to reach people. */
export interface AlertChannel {
  readonly name: "webhook" | "slack" | "email"
  /** Ends when the channel has taken the message; told twice, it may show it twice. */
  readonly send: (message: AlertMessage) => Effect.Effect<void, NotDelivered>
}
