import { Schema } from "effect"
import { AdapterName } from "./Identifiers.ts"
import { everyFault } from "./internal/EveryFault.ts"
import { Timestamp } from "./Timestamp.ts"

/** What an alert is about. */
export const AlertKind = Schema.Literal(
  "staleness",
  "connection-parked",
  "held-deletions",
  "dead-letters",
  "quarantine",
  "run-failed",
  "webhook-subscription",
  "upstream-down",
  "stuck"
).annotations({
  identifier: "AlertKind",
  description:
    "staleness: an entity, the subject, was not read to its end for three turns. " +
    "connection-parked: the connection of an adapter, the subject, waits for a new credential. " +
    "held-deletions: too many records of an entity, the subject, are gone to be believed without a person. " +
    "dead-letters: records of an entity, the subject, failed again when they were tried again; they are tried further. " +
    "quarantine: records of an entity, the subject, failed too often to be tried again by themselves. " +
    "run-failed: the newest run of a mode, the subject, failed. " +
    "webhook-subscription: the source cannot be made to tell of an event, the subject. " +
    "upstream-down: the source of an adapter, the subject, does not answer; its syncs wait. " +
    "stuck: an entity, the subject, or the end of a run has made no progress for long, though it waits for nothing."
})
/** @see {@link AlertKind} */
export type AlertKind = typeof AlertKind.Type

const detail = Schema.NullOr(Schema.Union(Schema.String, Schema.JsonNumber, Schema.Boolean))

/** Something that a person should know of. It is resolved by itself when its cause is gone. */
export const Alert = Schema.Struct({
  alertId: Schema.UUID,
  adapter: AdapterName,
  kind: AlertKind,
  subject: Schema.String,
  severity: Schema.Literal("warning", "critical"),
  message: Schema.String,
  details: Schema.Record({ key: Schema.String, value: detail }),
  openedAt: Timestamp,
  lastSeenAt: Timestamp,
  resolvedAt: Schema.NullOr(Timestamp).annotations({ description: "Null while it is open" })
}).annotations({ identifier: "Alert", description: "Something that a person should know of" })
/** @see {@link Alert} */
export type Alert = typeof Alert.Type

/** Alerts of an organisation, newest first. */
export const Alerts = Schema.Struct({ alerts: Schema.Array(Alert) }).annotations({ identifier: "Alerts" })
/** @see {@link Alerts} */
export type Alerts = typeof Alerts.Type

/** Which alerts, as the values of a call. */
export const ListAlertsOptions = Schema.Struct({
  all: Schema.optionalWith(Schema.Boolean, { exact: true })
})

/** Which alerts, as the query of a URL. */
export const ListAlertsQuery = Schema.Struct({
  all: Schema.optionalWith(
    Schema.BooleanFromString.annotations({
      jsonSchema: { type: "boolean", default: false },
      description: "Whether resolved alerts are listed too, the newest 500 in all"
    }),
    { exact: true }
  )
}).annotations({ parseOptions: everyFault })
