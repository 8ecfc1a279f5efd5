import { Either } from "effect"
import { NormalizationFault } from "../NormalizationFault.ts"
import { isCalendarDate } from "./CalendarDate.ts"

const canonical = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/
const readable = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/

/** Whether a text is an instant in the canonical form, `YYYY-MM-DDTHH:MM:SS[.mmm]Z`. */
export const isTimestamp = (value: string): boolean =>
  canonical.test(value) && isCalendarDate(value.slice(0, 10))

const fault = (reason: "Unreadable" | "Impossible", given: string) =>
  Either.left(new NormalizationFault({ kind: "timestamp", reason, given }))

const toUtc = (given: string): Either.Either<string, NormalizationFault> => {
  const parts = readable.exec(given)
  if (parts === null) return fault("Unreadable", given)
  const millis = Date.parse(given.replace(" ", "T"))
  if (Number.isNaN(millis) || !isCalendarDate(parts[1] ?? "")) return fault("Impossible", given)
  const utc = new Date(millis).toISOString().replace(".000Z", "Z")
  return isTimestamp(utc) ? Either.right(utc) : fault("Impossible", given)
}

/**
 * An instant in UTC, `YYYY-MM-DDTHH:MM:SSZ`, with milliseconds only when there are any; blank is null. A text without
 * a zone is a fault, because its instant would be a guess.
 */
export const normalizeTimestamp = (
  value: string | null | undefined
): Either.Either<string | null, NormalizationFault> => {
  const given = value?.trim() ?? ""
  if (given === "") return Either.right(null)
  return isTimestamp(given) && !given.endsWith(".000Z") ? Either.right(given) : toUtc(given)
}
