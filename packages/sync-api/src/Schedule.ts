import { Schema } from "effect"
import { AdapterName } from "./Identifiers.ts"
import { everyFault } from "./internal/EveryFault.ts"
import { SyncMode } from "./SyncMode.ts"
import { Timestamp } from "./Timestamp.ts"

/** A time of day on a 24-hour clock. */
export const TimeOfDay = Schema.String.pipe(
  Schema.pattern(/^([01]\d|2[0-3]):[0-5]\d$/, { message: () => "Expected a time of day such as 02:00" })
).annotations({
  identifier: "TimeOfDay",
  description: "A time of day on a 24-hour clock, in the time zone of the connected account",
  examples: ["02:00"]
})

const everySeconds = Schema.Int.pipe(
  Schema.between(1, 366 * 86_400, { message: () => "Expected a whole number of seconds, up to a year" })
)

/** When a connection is synced by itself in one mode. */
export const Schedule = Schema.Struct({
  adapter: AdapterName,
  mode: SyncMode,
  everySeconds: Schema.NullOr(everySeconds).annotations({
    description: "So long after the end of the last run; null when `at` says when"
  }),
  at: Schema.NullOr(TimeOfDay).annotations({
    description: "Every night at this time where the account is; null when `everySeconds` says when"
  }),
  paused: Schema.Boolean,
  lastCompletedAt: Schema.NullOr(Timestamp).annotations({
    description: "When a run that counts for this mode last ended, however it ended; null when none has"
  }),
  nextAt: Schema.NullOr(Timestamp).annotations({
    description:
      "When the next run is due; null while paused, while the connection is parked, while a run is alive, " +
      "and until the first full run has completed"
  }),
  overdue: Schema.Boolean.annotations({ description: "Whether `nextAt` has passed and no run was started" })
}).annotations({
  identifier: "Schedule",
  description: "When a connection is synced by itself in one mode"
})
/** @see {@link Schedule} */
export type Schedule = typeof Schedule.Type

/** All schedules of an organisation. */
export const Schedules = Schema.Struct({ schedules: Schema.Array(Schedule) }).annotations({
  identifier: "Schedules"
})
/** @see {@link Schedules} */
export type Schedules = typeof Schedules.Type

/** What is to be different of a schedule: at least one of these, and not both `everySeconds` and `at`. */
export const UpdateScheduleRequest = Schema.Struct({
  paused: Schema.optionalWith(Schema.Boolean, { exact: true }),
  everySeconds: Schema.optionalWith(everySeconds, { exact: true }),
  at: Schema.optionalWith(TimeOfDay, { exact: true })
}).annotations({
  identifier: "UpdateScheduleRequest",
  parseOptions: everyFault,
  description: "What is to be different: at least one of these, and not both `everySeconds` and `at`",
  examples: [{ paused: true }, { everySeconds: 900 }, { at: "02:00" }]
})
/** @see {@link UpdateScheduleRequest} */
export type UpdateScheduleRequest = typeof UpdateScheduleRequest.Type
