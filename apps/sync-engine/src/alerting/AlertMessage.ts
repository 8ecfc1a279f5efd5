import { Schema } from "effect"

/** An alert as it was when a message about it was made. */
const TellableAlert = Schema.Struct({
  alertId: Schema.String,
  orgId: Schema.String,
  adapter: Schema.String,
  kind: Schema.String,
  subject: Schema.String,
  severity: Schema.String,
  message: Schema.String,
  openedAt: Schema.String,
  resolvedAt: Schema.NullOr(Schema.String)
})

/** What a channel is told: alerts that opened, that are still open, or that are over. */
export const AlertMessage = Schema.Struct({
  messageId: Schema.String,
  event: Schema.Literal("opened", "reminded", "resolved"),
  createdAt: Schema.DateTimeUtcFromDate,
  alerts: Schema.Array(TellableAlert)
})
/** @see {@link AlertMessage} */
export type AlertMessage = typeof AlertMessage.Type

const words = {
  opened: { one: "Alert", many: "alerts opened" },
  reminded: { one: "Still open", many: "alerts are still open" },
  resolved: { one: "Resolved", many: "alerts are resolved" }
} as const

/** A message in a few words, without line breaks. */
export const title = ({ alerts, event }: AlertMessage): string => {
  const [first, ...others] = alerts
  return first === undefined || others.length > 0
    ? `${alerts.length} ${words[event].many}`
    : `${words[event].one}: ${first.kind} of ${first.orgId}, ${first.subject}`
}

const mostOfAMessage = 300

/** A line for each alert. */
export const lines = ({ alerts }: AlertMessage): ReadonlyArray<string> =>
  alerts.map(
    ({ adapter, kind, message, orgId, resolvedAt, severity, subject }) =>
      `${resolvedAt === null ? severity : "resolved"}: ${orgId} (${adapter}) ${kind} ${subject}: ${message.slice(0, mostOfAMessage)}`
  )
