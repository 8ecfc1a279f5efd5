import type { StreamPlan } from "./StreamPlan.ts"

/** Requests each stream needs, keyed by its entity, and their sum. */
export interface RequestCost {
  readonly streams: Readonly<Record<string, number>>
  readonly total: number
}

/** Pages it takes to list so many rows when every page but the first repeats the last row before it. */
export const pagesFor = (rows: number, pageSize: number): number =>
  rows <= pageSize ? 1 : 1 + Math.ceil((rows - pageSize) / (pageSize - 1))

/** Requests of one stream; see `RequestPlan.cost`. */
export const requestsFor = (stream: StreamPlan, counts: Readonly<Record<string, number>>): number => {
  const rows = counts[stream.entity] ?? 0
  if (stream.within === null) return pagesFor(rows, stream.pageSize)
  const parents = counts[stream.within.entity] ?? 0
  if (parents === 0) return 0
  const crowded = rows % parents
  const each = Math.floor(rows / parents)
  return crowded * pagesFor(each + 1, stream.pageSize) + (parents - crowded) * pagesFor(each, stream.pageSize)
}
