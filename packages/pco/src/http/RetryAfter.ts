/**
 * Seconds to wait by a `Retry-After` header, which holds seconds or an HTTP date; null when it is absent or unreadable.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export const retryAfterSeconds = (header: string | undefined, nowMillis: number): number | null => {
  const value = header?.trim() ?? ""
  const delay = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  // Every HTTP date begins with a day of the week; `Date.parse` alone would take "-3" for a month.
  const seconds = /^[a-z]{3}/i.test(value) ? (Date.parse(value) - nowMillis) / 1000 : delay
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null
}
