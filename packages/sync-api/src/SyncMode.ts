import { Schema } from "effect"

/** Which records a run looks at: all, those changed since the last run, or all ids for what was deleted. */
export const SyncMode = Schema.Literal("full", "delta", "reconciliation").annotations({
  identifier: "SyncMode"
})
/** @see {@link SyncMode} */
export type SyncMode = typeof SyncMode.Type
