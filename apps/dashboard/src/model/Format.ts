import { DateTime } from "effect"

const grouped = new Intl.NumberFormat("en-GB")
const day = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit"
})
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" })

/** 12345 as `12,345`. */
export const number = (value: number): string => grouped.format(value)

/** A count with its noun: `1 row`, `12 rows`. */
export const counted = (value: number, noun: string): string =>
  `${number(value)} ${value === 1 ? noun : `${noun}s`}`

/** 12345 as `12.3k`, for where there is little room. */
export const compact = (value: number): string =>
  value < 10_000
    ? number(value)
    : value < 1_000_000
      ? `${(value / 1000).toFixed(value < 100_000 ? 1 : 0)}k`
      : `${(value / 1_000_000).toFixed(1)}M`

const second = 1
const minute = 60
const hour = 3600
const dayLong = 86_400

/** A length of time in its two largest units: `1 h 5 min`, `12 s`. */
export const duration = (seconds: number): string => {
  if (seconds > 0 && seconds < 0.5) return "<1 s"
  const whole = Math.max(0, Math.round(seconds))
  const units = [
    [dayLong, "d"],
    [hour, "h"],
    [minute, "min"],
    [second, "s"]
  ] as const
  const first = units.findIndex(([size]) => whole >= size)
  if (first === -1) return "0 s"
  return units
    .slice(first, first + 2)
    .reduce<{ readonly left: number; readonly parts: ReadonlyArray<string> }>(
      ({ left, parts }, [size, unit]) => {
        const count = Math.floor(left / size)
        return { left: left - count * size, parts: count === 0 ? parts : [...parts, `${count} ${unit}`] }
      },
      { left: whole, parts: [] }
    )
    .parts.join(" ")
}

/** How far an instant is from now: `3 min ago`, `in 12 min`, `now`. */
export const relative = (instant: DateTime.Utc, now: number): string => {
  const seconds = Math.round((DateTime.toEpochMillis(instant) - now) / 1000)
  const distance = Math.abs(seconds)
  if (distance < 5) return "now"
  const [first = ""] = duration(distance).match(/^\d+ [a-z]+/) ?? []
  return seconds < 0 ? `${first} ago` : `in ${first}`
}

/** An instant where the reader is: `21 Nov, 05:44`. */
export const shortTime = (instant: DateTime.Utc): string => day.format(DateTime.toEpochMillis(instant))

/** An instant where the reader is, to the second. */
export const longTime = (instant: DateTime.Utc): string => exact.format(DateTime.toEpochMillis(instant))

/** `HouseholdMembership` as `Household membership`. */
export const entityLabel = (entity: string): string => {
  const words = entity.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
