import { Schema } from "effect"
import { AdapterName, EntityName, OrgId, RunId } from "./Identifiers.ts"
import { everyFault } from "./internal/EveryFault.ts"
import { estimate, unknownCount } from "./internal/Quantity.ts"
import { Stream } from "./Stream.ts"
import { SyncMode } from "./SyncMode.ts"
import { Timestamp } from "./Timestamp.ts"

/** How a run stands; `succeeded` means that every stream completed, `partial` that records were set aside. */
export const RunStatus = Schema.Literal(
  "queued",
  "running",
  "succeeded",
  "partial",
  "failed",
  "cancelled"
).annotations({ identifier: "RunStatus" })
/** @see {@link RunStatus} */
export type RunStatus = typeof RunStatus.Type

/** What asked for a run. */
export const Trigger = Schema.Literal("api", "cli", "schedule", "webhook").annotations({
  identifier: "Trigger"
})
/** @see {@link Trigger} */
export type Trigger = typeof Trigger.Type

/** A run asked for; without `entities`, of everything the adapter knows. */
export const StartSyncRequest = Schema.Struct({
  adapter: AdapterName,
  mode: SyncMode,
  entities: Schema.optionalWith(Schema.NonEmptyArray(EntityName), { exact: true })
}).annotations({
  identifier: "StartSyncRequest",
  parseOptions: everyFault,
  examples: [
    { adapter: "pco", mode: "full" },
    { adapter: "pco", mode: "full", entities: ["Person"] }
  ]
})
/** @see {@link StartSyncRequest} */
export type StartSyncRequest = typeof StartSyncRequest.Type

/** The run that answers a trigger: a new one, or (`joined`) the one alive for the same organisation, adapter and mode. */
export const SyncStarted = Schema.Struct({ runId: RunId, joined: Schema.Boolean }).annotations({
  identifier: "SyncStarted"
})
/** @see {@link SyncStarted} */
export type SyncStarted = typeof SyncStarted.Type

/** One sync of one organisation, with its streams in the order of their waves. */
export const Run = Schema.Struct({
  runId: RunId,
  orgId: OrgId,
  adapter: AdapterName,
  mode: SyncMode,
  effectiveMode: SyncMode.annotations({
    identifier: "EffectiveMode",
    description: "The mode that was really run, when the source could not serve the one asked for"
  }),
  entities: Schema.NullOr(Schema.Array(EntityName)).annotations({
    description: "The entities asked for, or null for all"
  }),
  status: RunStatus,
  trigger: Trigger,
  createdAt: Timestamp,
  startedAt: Schema.NullOr(Timestamp),
  finishedAt: Schema.NullOr(Timestamp),
  requestsRemaining: unknownCount("Requests still to make in all streams"),
  etaSeconds: estimate("Seconds until the run ends"),
  error: Schema.optionalWith(Schema.String, { exact: true }).annotations({
    description: "Why the run failed"
  }),
  streams: Schema.Array(Stream)
}).annotations({ identifier: "Run", description: "One sync of one organisation" })
/** @see {@link Run} */
export type Run = typeof Run.Type
