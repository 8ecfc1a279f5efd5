import { Schema } from "effect"
import { AdapterName, EntityName, RunId } from "./Identifiers.ts"
import { everyFault } from "./internal/EveryFault.ts"
import { count } from "./internal/Quantity.ts"
import { Reason } from "./Reason.ts"
import { Timestamp } from "./Timestamp.ts"

/** The id of deletions that are held: a whole number as text. */
export const HeldDeletionId = Schema.String.pipe(
  Schema.pattern(/^\d{1,19}$/, { message: () => "Expected a whole number" })
).annotations({
  identifier: "HeldDeletionId",
  description: "The id of deletions that are held, a whole number as text",
  examples: ["17"]
})

/** What became of deletions that were held. */
export const HeldDeletionStatus = Schema.Literal(
  "held",
  "approved",
  "rejected",
  "applied",
  "superseded"
).annotations({
  identifier: "HeldDeletionStatus",
  description:
    "held: waits for a person. approved: will be carried out. rejected: will not. applied: was carried out. " +
    "superseded: a later audit found something else, or not all of it could be carried out and the next one judges anew."
})
/** @see {@link HeldDeletionStatus} */
export type HeldDeletionStatus = typeof HeldDeletionStatus.Type

/** How many ids of its records {@link HeldDeletion} shows. */
export const shownExternalIds = 100

/** Records of an entity that a run did not find any more: so many that a person is asked before they are marked deleted. */
export const HeldDeletion = Schema.Struct({
  heldDeletionId: HeldDeletionId,
  entity: EntityName,
  adapter: AdapterName,
  runId: RunId,
  records: count("Records that are missing"),
  living: count("Records that were there before"),
  externalIds: Schema.Array(Schema.String).annotations({
    description: `The ids of the missing records at their source, the first ${shownExternalIds} of them`
  }),
  status: HeldDeletionStatus,
  reason: Schema.NullOr(Schema.String).annotations({
    description: "Why it was rejected, where that was said"
  }),
  createdAt: Timestamp,
  decidedAt: Schema.NullOr(Timestamp)
}).annotations({
  identifier: "HeldDeletion",
  description: "Deletions that wait for a person, and what became of them"
})
/** @see {@link HeldDeletion} */
export type HeldDeletion = typeof HeldDeletion.Type

/** An organisation's held deletions, newest first. */
export const HeldDeletions = Schema.Struct({ heldDeletions: Schema.Array(HeldDeletion) }).annotations({
  identifier: "HeldDeletions",
  description: "The latest held deletions of an organisation, newest first"
})
/** @see {@link HeldDeletions} */
export type HeldDeletions = typeof HeldDeletions.Type

/** That held deletions are not to be carried out, and perhaps why. */
export const RejectHeldDeletionRequest = Schema.Struct({
  reason: Schema.optionalWith(Reason, { exact: true })
}).annotations({ identifier: "RejectHeldDeletionRequest", parseOptions: everyFault })
