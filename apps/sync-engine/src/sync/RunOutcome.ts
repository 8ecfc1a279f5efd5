/** How a stream of a run ended, or where it stands. */
export type StreamStatus =
  | "pending"
  | "running"
  | "succeeded"
  | "partial"
  | "failed"
  | "blocked"
  | "cancelled"

/** Where a run stands. */
export type RunStatus = "queued" | "running" | "succeeded" | "partial" | "failed" | "cancelled"

/** How a run ended. */
export type RunOutcome = Exclude<RunStatus, "queued" | "running">

/** Whether the rows that hang on this stream's rows may be asked for: it was read to its end. */
export const isComplete = (status: StreamStatus): boolean => status === "succeeded" || status === "partial"

/**
 * The outcome of a run by those of its streams: *succeeded* only when every stream was read to its end and every
 * record written, *failed* when none was read to its end, *partial* in between.
 */
export const runOutcome = (streams: ReadonlyArray<StreamStatus>, cancelled: boolean): RunOutcome => {
  if (streams.every((status) => status === "succeeded")) return "succeeded"
  if (cancelled || streams.includes("cancelled")) return "cancelled"
  return streams.some(isComplete) ? "partial" : "failed"
}

/** The nearest hard parent that keeps this entity from being synced, if there is one. */
export const blockedBy = (
  hardParents: ReadonlyArray<string>,
  outcomes: ReadonlyMap<string, StreamStatus>
): string | undefined =>
  hardParents.find((parent) => {
    const outcome = outcomes.get(parent)
    // A parent outside this run was synced earlier, or its children are dead letters one by one.
    return outcome !== undefined && !isComplete(outcome)
  })
