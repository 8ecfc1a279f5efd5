import { FileSystem, Path } from "@effect/platform"
import { Effect } from "effect"
import type { Comparison } from "../local/CompareWithTruth.ts"
import type { ChaosStack } from "./ChaosStack.ts"
import type { Fault } from "./FaultSchedule.ts"

const tables = [
  "runs",
  "streams",
  "pages",
  "watermarks",
  "inbox",
  "dead_letters",
  "held_deletions",
  "connections",
  "alerts"
] as const

/** Writes what explains a failure beside the logs: the schedule, the differences, and how the engine stands. */
export const keepEvidence = Effect.fnUntraced(function* (options: {
  readonly stack: ChaosStack
  readonly folder: string
  readonly schedule: ReadonlyArray<Fault>
  readonly comparisons: ReadonlyArray<Comparison>
}) {
  const { comparisons, folder, schedule, stack } = options
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const write = (name: string, lines: ReadonlyArray<unknown>) =>
    fs.writeFileString(
      path.join(folder, `${name}.ndjson`),
      lines.map((line) => `${JSON.stringify(line)}\n`).join("")
    )
  yield* write("schedule", schedule)
  yield* write("comparisons", comparisons)
  for (const table of tables) {
    const rows = yield* stack.query<{ row: unknown }>(`select to_jsonb(t) as row from sync.${table} t`)
    yield* write(
      table,
      rows.map(({ row }) => row)
    )
  }
})
