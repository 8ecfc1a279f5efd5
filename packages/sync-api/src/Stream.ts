import { Schema } from "effect"
import { EntityName } from "./Identifiers.ts"
import { count, estimate, unknownCount } from "./internal/Quantity.ts"
import { SyncMode } from "./SyncMode.ts"
import { Timestamp } from "./Timestamp.ts"

/** How a stream stands; `blocked` means that a stream it requires has failed. */
export const StreamStatus = Schema.Literal(
  "pending",
  "running",
  "succeeded",
  "partial",
  "failed",
  "blocked",
  "cancelled"
).annotations({ identifier: "StreamStatus" })
/** @see {@link StreamStatus} */
export type StreamStatus = typeof StreamStatus.Type

/** One entity within one run, with its counts so far and what remains. */
export const Stream = Schema.Struct({
  entity: EntityName,
  wave: count("0 for the entities that need no other"),
  carrier: Schema.NullOr(EntityName).annotations({
    description: "The stream whose pages bring this one's records, or null when it has its own"
  }),
  status: StreamStatus,
  effectiveMode: SyncMode.annotations({
    identifier: "StreamEffectiveMode",
    description: "What the stream really was: a delta whose filter the source ignores is a full listing"
  }),
  pages: count("Pages committed"),
  requests: count("Requests made, with those that were retried"),
  read: count("Records read"),
  inserted: count("Rows inserted"),
  updated: count("Rows updated"),
  unchanged: count("Records equal to their row"),
  deleted: count("Rows marked as deleted"),
  deadLettered: count("Records set aside because they could not be written"),
  expectedRows: unknownCount("How many records the source says there are"),
  requestsRemaining: unknownCount("Requests still to make"),
  rowsPerSecond: estimate("Records read a second"),
  etaSeconds: estimate("Seconds until the stream ends"),
  startedAt: Schema.NullOr(Timestamp),
  finishedAt: Schema.NullOr(Timestamp),
  error: Schema.optionalWith(Schema.String, { exact: true }).annotations({
    description: "Why the stream failed or is blocked"
  })
}).annotations({ identifier: "Stream", description: "One entity within one run" })
/** @see {@link Stream} */
export type Stream = typeof Stream.Type
