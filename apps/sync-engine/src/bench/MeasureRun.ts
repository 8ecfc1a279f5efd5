import type { Run, Stream, SyncMode } from "@openfaith/sync-api"
import { Effect } from "effect"
import type { BenchChurch } from "./BenchStack.ts"
import { usageOf } from "./ProcessUsage.ts"
import { runSync, secondsOf } from "./RunSync.ts"

/** Runs a sync that succeeds, and tells what it took; requests are those that the source counted. */
export const measureRun = (church: BenchChurch, mode: SyncMode) =>
  measure(church, runSync(church.client, mode))

/** The same for a run that is started and waited for in another way. */
export const measure = Effect.fnUntraced(function* <E, R>(
  { node, stack }: BenchChurch,
  run: Effect.Effect<Run, E, R>
) {
  const { admin } = stack.simulator
  const requestsBefore = (yield* admin.requests).total
  const before = yield* usageOf(node.process.pid)
  const { streams, ...ended } = yield* run
  const after = yield* usageOf(node.process.pid)
  const sum = (count: (stream: Stream) => number) =>
    streams.reduce((total, stream) => total + count(stream), 0)
  return {
    streams,
    seconds: secondsOf({ ...ended, streams }),
    requests: (yield* admin.requests).total - requestsBefore,
    read: sum(({ read }) => read),
    written: sum(({ deleted, inserted, updated }) => deleted + inserted + updated),
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    before,
    after
  }
})

/** What {@link measureRun} yields. */
export type MeasuredRun = Effect.Effect.Success<ReturnType<typeof measure>>
