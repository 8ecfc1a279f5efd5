import { DateTime, Effect } from "effect"
import { runView } from "../../src/service/Views.ts"
import type { RunRow, StreamRow } from "../../src/stores/RunStore.ts"
import { commandLine, type Surroundings } from "./CommandLine.ts"
import { apiKey, fakeEngine, type FakeHandlers } from "./FakeEngine.ts"
import { runRow, streamRow } from "./Rows.ts"

/** When the fake engine tells what it tells. */
export const now = DateTime.unsafeMake(10_000)

/** A run as the API tells it. */
export const view = (run: Partial<RunRow> = {}, streams: ReadonlyArray<Partial<StreamRow>> = [{}]) =>
  runView(runRow(run), streams.map(streamRow), now)

/** The id of every run that {@link view} makes. */
export const { runId } = view()

/** What a run or a stream has that took five seconds. */
export const finished = { status: "succeeded", startedAt: new Date(0), finishedAt: new Date(5_000) } as const

/** Runs a command against an engine that answers like this. */
export const against = Effect.fnUntraced(function* (
  handlers: Partial<FakeHandlers>,
  args: ReadonlyArray<string>,
  { environment, ...rest }: Surroundings = {}
) {
  const url = yield* fakeEngine(handlers)
  return yield* commandLine([...args, "--url", url], {
    ...rest,
    environment: { API_KEY: apiKey, ...environment }
  })
})
