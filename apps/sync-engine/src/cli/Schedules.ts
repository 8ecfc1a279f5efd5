import { Command, Options } from "@effect/cli"
import { type Schedule, Schedules as SchedulesSchema, SyncMode } from "@openfaith/sync-api"
import { Effect, Option } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { formatDuration, formatInstant } from "./Formats.ts"
import { printJson, printLines } from "./Output.ts"
import { adapter, json, org, url } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const pause = Options.choice("pause", SyncMode.literals).pipe(
  Options.withDescription("Start no more runs of this mode by themselves"),
  Options.optional
)
const resume = Options.choice("resume", SyncMode.literals).pipe(
  Options.withDescription("Start runs of this mode by themselves again"),
  Options.optional
)

const when = ({ at, everySeconds }: Schedule): string =>
  everySeconds === null ? `nightly at ${at ?? ""}` : `every ${formatDuration(everySeconds)}`

const next = ({ nextAt, overdue, paused }: Schedule): string => {
  if (paused) return "paused"
  if (nextAt === null) return "waits"
  return overdue ? `overdue since ${formatInstant(nextAt)}` : formatInstant(nextAt)
}

const text = ({ schedules }: SchedulesSchema): ReadonlyArray<string> =>
  schedules.length === 0
    ? ["Nothing is scheduled."]
    : textTable(
        [
          { heading: "adapter" },
          { heading: "mode" },
          { heading: "when" },
          { heading: "last ended" },
          { heading: "next" }
        ],
        schedules.map((schedule) => [
          schedule.adapter,
          schedule.mode,
          when(schedule),
          schedule.lastCompletedAt === null ? "never" : formatInstant(schedule.lastCompletedAt),
          next(schedule)
        ])
      )

/** `schedules`: when an organisation is synced by itself; pauses and resumes a mode on request. */
export const Schedules = Command.make(
  "schedules",
  { org, adapter, pause, resume, url, json },
  ({ adapter, json, org, pause, resume, url }) =>
    withEngine(url, (client) =>
      Effect.gen(function* () {
        for (const [mode, paused] of [
          [pause, true],
          [resume, false]
        ] as const)
          if (Option.isSome(mode))
            yield* client.UpdateSchedule({ orgId: org, adapter, mode: mode.value, paused })
        const schedules = yield* client.ListSchedules({ orgId: org })
        yield* json ? printJson(SchedulesSchema)(schedules) : printLines(text(schedules))
      })
    )
).pipe(Command.withDescription("Show when an organisation is synced by itself, and pause or resume it"))
