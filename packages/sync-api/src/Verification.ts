import { Schema } from "effect"
import { AdapterName, EntityName, OrgId } from "./Identifiers.ts"
import { count, unknownCount } from "./internal/Quantity.ts"
import { Timestamp } from "./Timestamp.ts"

/** How many of the records that differ are named, at most. */
export const shownDifferences = 20

/** Requests that a verification may spend unless it is told otherwise. */
export const defaultVerifyBudget = 200

/** What to compare, and how much it may cost. */
export const VerifyRequest = Schema.Struct({
  adapter: AdapterName,
  budget: Schema.optionalWith(Schema.Int.pipe(Schema.between(1, 10_000)), { exact: true }).annotations({
    description: `Requests it may spend at the source; ${defaultVerifyBudget} unless given`
  })
}).annotations({ identifier: "VerifyRequest" })
/** @see {@link VerifyRequest} */
export type VerifyRequest = typeof VerifyRequest.Type

/** Records that differ in one way. */
export const Differences = Schema.Struct({
  count: count("How many there are"),
  externalIds: Schema.Array(Schema.String).annotations({
    description: `Their ids at the source, the first ${shownDifferences}`
  })
}).annotations({ identifier: "Differences" })
/** @see {@link Differences} */
export type Differences = typeof Differences.Type

/** How the rows of an entity compare with their source. */
export const EntityVerification = Schema.Struct({
  entity: EntityName,
  rows: count("Rows here that are not deleted"),
  sourceTotal: unknownCount("Records there are at the source, as its list says"),
  compared: count("Records that were read and compared by content"),
  complete: Schema.Boolean.annotations({
    description: "Whether all records were read: only then is a row that was not seen told as gone"
  }),
  setAside: count("Records read that are dead letters here, and so not missing"),
  missingHere: Differences.annotations({ description: "At the source, and not here" }),
  goneThere: Differences.annotations({ description: "Here, and not at the source" }),
  different: Differences.annotations({ description: "On both sides, with different content" })
}).annotations({ identifier: "EntityVerification" })
/** @see {@link EntityVerification} */
export type EntityVerification = typeof EntityVerification.Type

/** How an organisation compares with its source. */
export const Verification = Schema.Struct({
  orgId: OrgId,
  adapter: AdapterName,
  startedAt: Timestamp,
  requests: count("Requests it has spent"),
  complete: Schema.Boolean.annotations({ description: "Whether the budget reached for everything" }),
  error: Schema.NullOr(Schema.String).annotations({
    description: "Why it ended early, when the source would not answer"
  }),
  entities: Schema.Array(EntityVerification)
}).annotations({ identifier: "Verification", description: "How an organisation compares with its source" })
/** @see {@link Verification} */
export type Verification = typeof Verification.Type
