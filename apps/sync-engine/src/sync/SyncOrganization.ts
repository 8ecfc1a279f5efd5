import { Workflow } from "@effect/workflow"
import { Schema } from "effect"

/** The main sync orchestrator: takes one run from its plan to its outcome. The run's row says what is to be synced. */
export const SyncOrganization = Workflow.make({
  name: "SyncOrganization",
  payload: { runId: Schema.String },
  idempotencyKey: ({ runId }) => runId
})
