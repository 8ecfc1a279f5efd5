import { type JsonObject, isJsonObject } from "./Json.ts"
import type { FetchedPage, FetchedRecord } from "./Page.ts"
import type { Floor, TimestampWindow, WalkState } from "./WalkState.ts"

const UTC = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** A UTC timestamp, and the same as milliseconds since the epoch. */
export interface Timestamp {
  readonly text: string
  readonly time: number
}

/** The UTC timestamp of a raw record, among its `attributes` where it has such, else at its root; null when there is none. */
export const timestampOf = (raw: JsonObject, field: string): Timestamp | null => {
  const text = (isJsonObject(raw.attributes) ? raw.attributes : raw)[field]
  if (typeof text !== "string" || !UTC.test(text)) return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : { text, time }
}

/** No row is earlier than the one before it, nor than the window; a row without a sound timestamp says nothing. */
const inOrder = (rows: ReadonlyArray<FetchedRecord>, window: TimestampWindow): boolean => {
  let latest = window.from === null ? -Infinity : Date.parse(window.from)
  for (const { raw } of rows) {
    const at = timestampOf(raw, window.field)
    if (at === null) continue
    if (at.time < latest) return false
    latest = at.time
  }
  return true
}

/** A source answers unknown filters and orders with everything and in any order: believe it only if its pages agree. */
export const judgeWindow = (window: TimestampWindow, page: FetchedPage): TimestampWindow => {
  const promised =
    window.trusted ??
    (page.queryable?.includes(window.field) === true && page.orderable?.includes(window.field) === true)
  return { ...window, trusted: promised && inOrder(page.primary, window) }
}

/**
 * The window that begins at this row, once the walk is deep enough for one. Rows without a timestamp are listed first, so
 * they are behind by then. The bound is inclusive, so rows that share the timestamp come again; where they fill a whole
 * window there is no later bound, and the walk goes on by offset.
 */
export const nextWindow = (
  state: WalkState,
  offset: number,
  boundary: FetchedRecord
): TimestampWindow | null => {
  const { deepOffset, window } = state
  if (window === null || window.trusted !== true || offset < deepOffset) return null
  const from = timestampOf(boundary.raw, window.field)?.text ?? null
  return from === null || from === window.from ? null : { ...window, from }
}

/** The window's part of a query. */
export const windowQuery = (window: TimestampWindow | null): Readonly<Record<string, string>> =>
  window === null || window.from === null ? {} : { [`where[${window.field}][gte]`]: window.from }

/** A floor holds only as long as the source says that it orders by the field, and no row is later than the one before it. */
export const judgeFloor = (floor: Floor, page: FetchedPage): Floor | null => {
  if (page.orderable?.includes(floor.field) !== true) return null
  let earliest = Infinity
  for (const { raw } of page.primary) {
    const at = timestampOf(raw, floor.field)
    if (at === null) continue
    if (at.time > earliest) return null
    earliest = at.time
  }
  return floor
}

/** Whether the page reaches below the floor. */
export const reachesFloor = ({ at, field }: Floor, rows: ReadonlyArray<FetchedRecord>): boolean => {
  const floor = Date.parse(at)
  return rows.some(({ raw }) => (timestampOf(raw, field)?.time ?? Infinity) < floor)
}
