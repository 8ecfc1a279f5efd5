import type { Run, SyncMode } from "@openfaith/sync-api"
import { DateTime, Effect } from "effect"
import type { EngineClient } from "../client/EngineClient.ts"
import { BenchFailed } from "./BenchFailed.ts"

/** The organisation that benchmarks sync. */
export const orgId = "bench-church"

/** Starts a run and waits for its end; one that did not succeed would measure nothing. */
export const runSync = Effect.fnUntraced(function* (client: EngineClient, mode: SyncMode, org = orgId) {
  const { runId } = yield* client.StartSync({ orgId: org, adapter: "pco", mode })
  return yield* untilEnded(client, { orgId: org, runId })
})

/** Waits for the end of a run that succeeds. */
export const untilEnded = (client: EngineClient, run: { readonly orgId: string; readonly runId: string }) =>
  client
    .GetRun(run)
    .pipe(
      Effect.delay("500 millis"),
      Effect.repeat({ until: ({ finishedAt }) => finishedAt !== null }),
      Effect.flatMap(succeeded)
    )

/** A run that succeeded; another one would measure nothing. */
export const succeeded = (run: Run) =>
  run.status === "succeeded"
    ? Effect.succeed(run)
    : new BenchFailed({ program: "engine", reason: "notSucceeded", detail: run.error ?? run.status })

/** Seconds from the request for a run to its end. */
export const secondsOf = ({ createdAt, finishedAt }: Run): number =>
  finishedAt === null ? Number.NaN : DateTime.distance(createdAt, finishedAt) / 1000
