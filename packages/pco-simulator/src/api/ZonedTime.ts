const bare = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?$/
const formats = new Map<string, Intl.DateTimeFormat>()

const offsetAt = (millis: number, timeZone: string): number => {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(millis).map((part) => [part.type, Number(part.value)]))
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) -
    millis
  )
}

/** Seconds since 1970 of a time; one without a zone is read on the organisation's clock. Null when it is no time. */
export const zonedSeconds = (text: string, timeZone: string): number | null => {
  const match = bare.exec(text)
  const asUtc = Date.parse(match === null ? text : `${match[1]}T${match[2] ?? "00:00"}Z`)
  if (Number.isNaN(asUtc)) return null
  if (match === null) return asUtc / 1000
  const guess = asUtc - offsetAt(asUtc, timeZone)
  return (asUtc - offsetAt(guess, timeZone)) / 1000
}
