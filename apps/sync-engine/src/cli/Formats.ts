import { DateTime } from "effect"

/** A count with its thousands set apart: `12,000`. */
export const formatCount = (value: number): string => value.toLocaleString("en-US")

/** Seconds as people say them: `42 s`, `3 min 05 s`, `2 h 07 min`. */
export const formatDuration = (seconds: number): string => {
  const whole = Math.ceil(seconds)
  const minutes = Math.floor(whole / 60)
  if (minutes === 0) return `${whole} s`
  return minutes < 60
    ? `${minutes} min ${twoDigits(whole % 60)} s`
    : `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`
}

/** An instant to the second, in UTC: `2026-03-01 08:00:00 UTC`. */
export const formatInstant = (instant: DateTime.Utc): string =>
  `${DateTime.formatIso(instant).slice(0, 19).replace("T", " ")} UTC`

const twoDigits = (value: number): string => String(value).padStart(2, "0")
