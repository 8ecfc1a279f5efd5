import type { Run, Stream } from "@openfaith/sync-api"
import { DateTime } from "effect"
import { formatCount, formatDuration, formatInstant } from "./Formats.ts"
import { textTable } from "./TextTable.ts"

const total = (run: Run, count: (stream: Stream) => number): string =>
  formatCount(run.streams.reduce((sum, stream) => sum + count(stream), 0))

const took = ({ finishedAt, startedAt }: Run): string =>
  startedAt === null || finishedAt === null
    ? ""
    : formatDuration(DateTime.distance(startedAt, finishedAt) / 1000)

const written = ({ deleted, inserted, updated }: Stream): number => inserted + updated + deleted

/** Runs as a table, a line a run. */
export const runsTable = (runs: ReadonlyArray<Run>): ReadonlyArray<string> =>
  textTable(
    [
      { heading: "run" },
      { heading: "mode" },
      { heading: "status" },
      { heading: "trigger" },
      { heading: "asked for" },
      { heading: "took", isNumber: true },
      { heading: "read", isNumber: true },
      { heading: "written", isNumber: true },
      { heading: "set aside", isNumber: true }
    ],
    runs.map((run) => [
      run.runId,
      run.effectiveMode,
      run.status,
      run.trigger,
      formatInstant(run.createdAt),
      took(run),
      total(run, ({ read }) => read),
      total(run, written),
      total(run, ({ deadLettered }) => deadLettered)
    ])
  )

/** Streams as a table, a line an entity; people count waves from 1. */
export const streamsTable = (streams: ReadonlyArray<Stream>): ReadonlyArray<string> =>
  textTable(
    [
      { heading: "entity" },
      { heading: "wave", isNumber: true },
      { heading: "status" },
      ...["requests", "read", "inserted", "updated", "unchanged", "deleted", "set aside"].map((heading) => ({
        heading,
        isNumber: true
      }))
    ],
    streams.map((stream) => [
      stream.entity,
      String(stream.wave + 1),
      stream.status,
      ...[
        stream.requests,
        stream.read,
        stream.inserted,
        stream.updated,
        stream.unchanged,
        stream.deleted,
        stream.deadLettered
      ].map(formatCount)
    ])
  )

/** What went wrong in a run, a line a cause; nothing when all went well. */
export const runProblems = (run: Run): ReadonlyArray<string> => [
  ...(run.error === undefined ? [] : [run.error]),
  ...run.streams.flatMap(({ entity, error }) => (error === undefined ? [] : [`${entity}: ${error}`])),
  ...run.streams.flatMap(({ deadLettered, entity }) =>
    deadLettered === 0 ? [] : [`${entity}: ${formatCount(deadLettered)} records were set aside`]
  )
]

/** A run in full: what it is, a table of its streams, and what went wrong. */
export const runText = (run: Run): ReadonlyArray<string> => {
  const facts: ReadonlyArray<readonly [string, string]> = [
    ["run", run.runId],
    ["organisation", run.orgId],
    ["adapter", run.adapter],
    ["mode", run.mode === run.effectiveMode ? run.mode : `${run.effectiveMode} (${run.mode} was asked for)`],
    ["entities", run.entities === null ? "all" : run.entities.join(", ")],
    ["status", run.status],
    ["trigger", run.trigger],
    ["asked for", formatInstant(run.createdAt)],
    ["started", run.startedAt === null ? "not yet" : formatInstant(run.startedAt)],
    ["finished", run.finishedAt === null ? "not yet" : `${formatInstant(run.finishedAt)}, after ${took(run)}`]
  ]
  const problems = runProblems(run)
  return [
    ...facts.map(([name, value]) => `${name.padEnd(14)}${value}`),
    ...(run.streams.length === 0 ? [] : ["", ...streamsTable(run.streams)]),
    ...(problems.length === 0 ? [] : ["", ...problems])
  ]
}
