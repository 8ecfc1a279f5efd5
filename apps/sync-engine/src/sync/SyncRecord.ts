import { Workflow } from "@effect/workflow"
import { Schema } from "effect"

/**
 * Looks at one record at the source and makes its row what it is there, for all that the inbox holds of it by then. A
 * record whose source does not answer is tried again by the next workflow: `attempt` counts them.
 */
export const SyncRecord = Workflow.make({
  name: "SyncRecord",
  payload: {
    connectionId: Schema.String,
    entity: Schema.String,
    externalId: Schema.String,
    /** The oldest row of the inbox that asks for it. */
    inboxId: Schema.String,
    attempt: Schema.Int
  },
  idempotencyKey: ({ attempt, connectionId, entity, externalId, inboxId }) =>
    `${connectionId}/${entity}/${externalId}/${inboxId}/${attempt}`
})
