import type { RunRow, StreamRow } from "../../src/stores/RunStore.ts"

/** A run that was just asked for. */
export const runRow = (rest: Partial<RunRow> = {}): RunRow => ({
  runId: "00000000-0000-4000-8000-000000000002",
  orgId: "grace",
  connectionId: "00000000-0000-4000-8000-000000000001",
  adapter: "pco",
  mode: "full",
  effectiveMode: "full",
  entities: null,
  trigger: "api",
  status: "queued",
  cancelRequested: false,
  error: null,
  createdAt: new Date(0),
  startedAt: null,
  finishedAt: null,
  ...rest
})

/** A stream that nobody has worked on yet. */
export const streamRow = (rest: Partial<StreamRow> = {}): StreamRow => ({
  runId: "00000000-0000-4000-8000-000000000002",
  entity: "Person",
  wave: 0,
  carrier: null,
  status: "pending",
  effectiveMode: "full",
  pages: 0,
  requests: 0,
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  deadLettered: 0,
  orphaned: 0,
  expectedRows: null,
  requestsRemaining: null,
  error: null,
  startedAt: null,
  finishedAt: null,
  ...rest
})
