import type { SyncMode } from "@openfaith/sync-api"
import { Effect } from "effect"
import type { EngineClient } from "../local/EngineClient.ts"
import { BenchFailed } from "./BenchFailed.ts"

/** The organisation that benchmarks sync. */
export const orgId = "bench-church"

/** Starts a run and waits for its end; one that did not succeed would measure nothing. */
export const runSync = Effect.fnUntraced(function* (client: EngineClient, mode: SyncMode) {
  const { runId } = yield* client.StartSync({ orgId, adapter: "pco", mode })
  const run = yield* client
    .GetRun({ orgId, runId })
    .pipe(Effect.delay("500 millis"), Effect.repeat({ until: ({ finishedAt }) => finishedAt !== null }))
  return run.status === "succeeded"
    ? run
    : yield* new BenchFailed({ program: "engine", reason: "notSucceeded", detail: run.error ?? run.status })
})
