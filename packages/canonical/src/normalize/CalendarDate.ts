import { Either } from "effect"
import { NormalizationFault } from "../NormalizationFault.ts"

const shape = /^\d{4}-\d{2}-\d{2}$/

const daysOf = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

// PostgreSQL has no year 0.
const exists = (year: number, month: number, day: number): boolean =>
  year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)

/** Whether a text is a day that exists, as `YYYY-MM-DD` of the years 0001 to 9999. */
export const isCalendarDate = (value: string): boolean =>
  shape.test(value) &&
  exists(Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8, 10)))

/** A calendar day as `YYYY-MM-DD`; blank is null, and a day that does not exist or another form is a fault. */
export const normalizeDate = (
  value: string | null | undefined
): Either.Either<string | null, NormalizationFault> => {
  const given = value?.trim() ?? ""
  if (given === "") return Either.right(null)
  if (isCalendarDate(given)) return Either.right(given)
  return Either.left(
    new NormalizationFault({ kind: "date", reason: shape.test(given) ? "Impossible" : "Unreadable", given })
  )
}
