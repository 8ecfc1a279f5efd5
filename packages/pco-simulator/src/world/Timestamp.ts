const days = new Map<number, string>()
const two = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"))

const dayText = (day: number): string => {
  const known = days.get(day)
  if (known !== undefined) return known
  const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
  if (days.size > 50_000) days.clear()
  days.set(day, text)
  return text
}

/** `YYYY-MM-DD` of a number of days since 1970-01-01. */
export const dateText = (day: number): string => dayText(day)

/** `YYYY-MM-DDTHH:MM:SSZ` of whole seconds since 1970-01-01; the API never says more than seconds. */
export const secondsText = (seconds: number): string => {
  const day = Math.floor(seconds / 86_400)
  const rest = seconds - day * 86_400
  const hour = Math.floor(rest / 3600)
  const minute = Math.floor((rest - hour * 3600) / 60)
  return `${dayText(day)}T${two[hour]}:${two[minute]}:${two[rest % 60]}Z`
}

/** Seconds since 1970-01-01 of an ISO text with its zone, or null when it is no time. */
export const textSeconds = (text: string): number | null => {
  const millis = Date.parse(text)
  return Number.isNaN(millis) ? null : millis / 1000
}
