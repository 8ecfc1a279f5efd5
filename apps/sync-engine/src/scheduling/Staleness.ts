import { Array, DateTime } from "effect"
import type { RaisedAlert } from "../stores/AlertStore.ts"
import type { LastRead, StoredSchedule } from "../stores/ScheduleStore.ts"
import type { ScheduleState } from "./ScheduleTiming.ts"

/** How many turns a stream may miss before it counts as stale. */
const missedTurns = 3

const aDay = 86_400

const turns = (schedules: ReadonlyArray<ScheduleState>): number | null => {
  const intervals = schedules.map(({ timing }) => (timing.kind === "every" ? timing.seconds : aDay))
  return intervals.length === 0 ? null : missedTurns * Math.min(...intervals)
}

/**
 * After how many seconds without a completed sync a connection's streams are stale: three of its shortest intervals that
 * are not paused; null when none is left. Before the first full run has completed and while one is alive no other mode
 * starts, so that only the interval of the full runs counts: `patient`.
 */
export const staleAfter = (schedules: ReadonlyArray<ScheduleState>) => {
  const running = schedules.filter(({ paused }) => !paused)
  const patient = turns(running.filter(({ mode }) => mode === "full"))
  return { usual: schedules.some(({ begun }) => begun) ? turns(running) : patient, patient }
}

const staleStream = (
  { connectionId, orgId }: StoredSchedule,
  { entity, lastCompletedAt }: LastRead
): RaisedAlert => ({
  orgId,
  connectionId,
  kind: "staleness",
  subject: entity,
  severity: "warning",
  message:
    lastCompletedAt === null
      ? `${entity} has never been read to its end`
      : `${entity} was last read to its end at ${DateTime.formatIso(lastCompletedAt)}`,
  details: { lastCompletedAt: lastCompletedAt === null ? null : DateTime.formatIso(lastCompletedAt) }
})

/**
 * The streams of a connection that are stale as of `now`, and those that are excused because a full run is alive: it holds
 * deltas up and may take hours. What is excused opens no alert and resolves none.
 */
export const staleStreams = (
  schedules: ReadonlyArray<StoredSchedule>,
  reads: ReadonlyArray<LastRead>,
  now: DateTime.Utc
): { readonly stale: ReadonlyArray<RaisedAlert>; readonly excused: ReadonlyArray<RaisedAlert> } => {
  const [first] = schedules
  const { patient, usual } = staleAfter(schedules)
  if (first === undefined || usual === null) return { stale: [], excused: [] }
  const age = ({ lastCompletedAt }: LastRead) =>
    DateTime.distance(lastCompletedAt ?? first.createdAt, now) / 1000
  const patience = first.fullAlive ? (patient ?? usual) : usual
  const [excused, stale] = Array.partition(
    reads.filter((read) => age(read) > usual),
    (read) => age(read) > patience
  )
  const alertOf = (read: LastRead) => staleStream(first, read)
  return { stale: stale.map(alertOf), excused: excused.map(alertOf) }
}
