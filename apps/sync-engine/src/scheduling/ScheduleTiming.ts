import { DateTime, Option } from "effect"

/** When a mode is due: so long after its last run has ended, or at a time of day (`02:00`). */
export type Timing =
  | { readonly kind: "every"; readonly seconds: number }
  | { readonly kind: "nightly"; readonly at: string; readonly timeZone: string }

/** How a schedule stands. */
export interface ScheduleState {
  readonly connectionId: string
  readonly mode: "full" | "delta" | "reconciliation"
  readonly timing: Timing
  readonly paused: boolean
  /** Whether the connection waits for a new credential. */
  readonly parked: boolean
  /** Whether a run of this mode, or a full one, is queued or running. */
  readonly alive: boolean
  /** Whether a full run is queued or running, whichever mode was asked for. */
  readonly fullAlive: boolean
  /** Whether a full run has ever completed. */
  readonly begun: boolean
  readonly createdAt: DateTime.Utc
  /** When a run that counts for this mode last ended. */
  readonly lastCompletedAt: DateTime.Utc | null
}

/** The largest share of an interval by which a connection's runs may come later than the interval says. */
const spread = 0.1

/** A connection's own place within the spread, from 0 to 1: its id is a hash, so its first digits are as good as any. */
const placeOf = (connectionId: string): number => Number.parseInt(connectionId.slice(0, 8), 16) / 2 ** 32

/** Milliseconds from the end of a run to the next: the interval and up to a tenth of it, so that organisations spread out. */
export const spacing = (seconds: number, connectionId: string): number =>
  Math.round(seconds * 1000 * (1 + spread * placeOf(connectionId)))

/**
 * The first time after an instant at which a clock in this zone shows this time of day. Where the clock skips it, the
 * instant at which it would have been; where it shows it twice, the first. An unknown zone counts as UTC.
 */
export const nextNight = (after: DateTime.Utc, at: string, timeZone: string): DateTime.Utc => {
  const [hours = 0, minutes = 0] = at.split(":").map(Number)
  const zone = Option.getOrElse(DateTime.zoneMakeNamed(timeZone), () => DateTime.zoneMakeOffset(0))
  const atNight = (day: DateTime.Zoned) =>
    DateTime.setParts(day, { hours, minutes, seconds: 0, millis: 0 }).pipe(DateTime.toUtc)
  const local = DateTime.setZone(after, zone)
  const tonight = atNight(local)
  return DateTime.greaterThan(tonight, after) ? tonight : atNight(DateTime.add(local, { days: 1 }))
}

const following = ({ connectionId, timing }: ScheduleState, end: DateTime.Utc): DateTime.Utc =>
  timing.kind === "every"
    ? DateTime.add(end, { millis: spacing(timing.seconds, connectionId) })
    : nextNight(end, timing.at, timing.timeZone)

/**
 * When the mode is due next; null while nothing makes it due: the schedule is paused, the connection parked, a run alive
 * (the next one counts from its end, and all modes from that of a full one), or the first full run has not completed. That
 * one is due at once.
 */
export const nextAt = (state: ScheduleState): DateTime.Utc | null => {
  if (state.paused || state.parked || state.alive) return null
  if (state.mode !== "full" && !state.begun) return null
  return state.lastCompletedAt === null ? state.createdAt : following(state, state.lastCompletedAt)
}

/** Whether it is time. */
export const isDue = (state: ScheduleState, now: DateTime.Utc): boolean => {
  const next = nextAt(state)
  return next !== null && DateTime.lessThanOrEqualTo(next, now)
}
