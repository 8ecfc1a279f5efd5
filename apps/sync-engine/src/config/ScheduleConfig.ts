import { Config, Context, Effect, Either, Layer } from "effect"
import { oneOf, variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const aYear = 366 * 86_400

/** Seconds after the end of the run before, or null for 0, which is never. */
const interval = (name: string, mode: string, example: string, fallback: number) =>
  variableOr(
    name,
    {
      example,
      description: `how many seconds after the end of a ${mode} run the next one is due, unless a connection says otherwise; 0 for never`
    },
    fallback,
    wholeNumber(0, aYear)
  ).pipe(Config.map((seconds) => (seconds === 0 ? null : seconds)))

/** A time of day on a 24-hour clock, such as `02:00`. */
const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/

const timeOrNever = (value: string): Either.Either<string, string> =>
  value === "0" || timeOfDay.test(value)
    ? Either.right(value)
    : Either.left("must be a time of day such as 02:00, or 0 for never")

const settings = Config.all({
  isOn: variableOr(
    "SCHEDULES",
    { example: "off", description: "whether due runs are started: on or off, the same on every node" },
    "on",
    oneOf("on", "off")
  ).pipe(Config.map((word) => word === "on")),
  defaults: Config.all({
    delta: interval("SCHEDULE_DELTA_SECONDS", "delta", "900", 900),
    full: interval("SCHEDULE_FULL_SECONDS", "full", "86400", 86_400),
    reconciliation: variableOr(
      "SCHEDULE_RECONCILIATION_AT",
      {
        example: "02:00",
        description:
          "when, by the clock of the organisation, a reconciliation is due every night, unless a connection says otherwise; 0 for never"
      },
      "02:00",
      timeOrNever
    ).pipe(Config.map((at) => (at === "0" ? null : at)))
  })
})

/** Whether runs start by themselves, and when they do on a connection of which nobody has said otherwise. */
export class ScheduleConfig extends Context.Tag("@openfaith/sync-engine/ScheduleConfig")<
  ScheduleConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(ScheduleConfig, Effect.flatMap(settings, Effect.succeed))
}
