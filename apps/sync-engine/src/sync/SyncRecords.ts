import { Workflow } from "@effect/workflow"
import { Schema } from "effect"
import { Attempt } from "../stores/InboxStore.ts"

/** A record that the inbox asks for. */
const DueRecord = Schema.Struct({
  entity: Schema.String,
  externalId: Schema.String,
  /** By the oldest row of the inbox that asks for it. */
  ...Attempt.fields
})
/** @see {@link DueRecord} */
export type DueRecord = typeof DueRecord.Type

/** What names one attempt at a record, as long as the inbox holds the row that asks for it. */
export const attemptKey = ({ attempt, inboxId }: Attempt): string => `${inboxId}/${attempt}`

/**
 * Looks at some records of one account at the source and makes their rows what the records are there, for all that the
 * inbox holds of them by then. A record whose source does not answer is tried again by a later workflow.
 */
export const SyncRecords = Workflow.make({
  name: "SyncRecords",
  payload: { connectionId: Schema.String, records: Schema.NonEmptyArray(DueRecord) },
  idempotencyKey: ({ connectionId, records }) => [connectionId, ...records.map(attemptKey)].join(" ")
})
