import { Schema } from "effect"
import { Connection } from "./Connection.ts"
import { OrgId } from "./Identifiers.ts"
import { count } from "./internal/Quantity.ts"
import { Freshness } from "./Organization.ts"
import { RunStatus } from "./Run.ts"
import { Timestamp } from "./Timestamp.ts"

/** An organisation as one line of a list. */
export const OrganizationSummary = Schema.Struct({
  orgId: OrgId,
  connections: Schema.Array(Connection),
  freshness: Freshness,
  lastRunStatus: Schema.NullOr(RunStatus).annotations({
    description: "How the newest run stands; null before the first"
  }),
  liveRuns: count("Runs that are queued or running"),
  nextRunAt: Schema.NullOr(Timestamp).annotations({
    description: "When the first of its schedules is due; null while none is"
  }),
  rows: count("Rows that are not deleted, as of up to a minute ago"),
  deadLetters: count("Records set aside and not yet healed"),
  heldDeletions: count("Deletions that wait for a person"),
  openAlerts: count("Alerts that are open")
}).annotations({ identifier: "OrganizationSummary" })
/** @see {@link OrganizationSummary} */
export type OrganizationSummary = typeof OrganizationSummary.Type

/** All organisations by name. */
export const Organizations = Schema.Struct({
  organizations: Schema.Array(OrganizationSummary)
}).annotations({ identifier: "Organizations", description: "All organisations, by name" })
/** @see {@link Organizations} */
export type Organizations = typeof Organizations.Type
