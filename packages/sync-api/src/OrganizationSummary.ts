import { Schema } from "effect"
import { Connection } from "./Connection.ts"
import { AdapterName, OrgId } from "./Identifiers.ts"
import { count } from "./internal/Quantity.ts"
import { Freshness } from "./Organization.ts"
import { RunStatus } from "./Run.ts"
import { Timestamp } from "./Timestamp.ts"

/** How much of what a source allows is in use. */
export const BudgetUse = Schema.Struct({
  adapter: AdapterName,
  used: count("Requests that count at the source now, with those that are promised to a node"),
  limit: count("Requests that the source allows in a period"),
  periodSeconds: count("How long a period is, in seconds")
}).annotations({ identifier: "BudgetUse" })
/** @see {@link BudgetUse} */
export type BudgetUse = typeof BudgetUse.Type

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
  openAlerts: count("Alerts that are open"),
  budgets: Schema.Array(BudgetUse).annotations({
    description: "Of each connection that has asked its source for something"
  })
}).annotations({ identifier: "OrganizationSummary" })
/** @see {@link OrganizationSummary} */
export type OrganizationSummary = typeof OrganizationSummary.Type

/** All organisations by name. */
export const Organizations = Schema.Struct({
  organizations: Schema.Array(OrganizationSummary)
}).annotations({ identifier: "Organizations", description: "All organisations, by name" })
/** @see {@link Organizations} */
export type Organizations = typeof Organizations.Type
