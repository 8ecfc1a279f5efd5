import { Workflow } from "@effect/workflow"
import { Schema } from "effect"

/**
 * Reads one stream of a run to its end, window by window. It does not fail: how the stream ended is its result, so
 * that one broken stream leaves the others alone.
 */
export const SyncEntity = Workflow.make({
  name: "SyncEntity",
  payload: { runId: Schema.String, entity: Schema.String },
  success: Schema.Literal("complete", "failed", "cancelled"),
  idempotencyKey: ({ entity, runId }) => `${runId}/${entity}`
})
