import type { ProcessUsage } from "./ProcessUsage.ts"
import { rounded } from "./Report.ts"

/** What one program was seen to do. */
export interface Observation {
  /** Rows that are in the tables afterwards. */
  readonly rows: number
  readonly seconds: number
  readonly requests: number
  readonly before: ProcessUsage
  readonly after: ProcessUsage
}

/** How fast rows were written. */
export interface Pace {
  readonly rows: number
  readonly seconds: number
  readonly rowsPerSecond: number
}

/** What a program achieved, and what it took; memory and processor are those of its own process alone. */
export interface Figures extends Pace {
  readonly requests: number
  readonly rssMb: number
  readonly cpuMicrosPerRow: number
}

/** Makes figures of an observation. */
export const figuresOf = ({ after, before, requests, rows, seconds }: Observation): Figures => ({
  rows,
  seconds: rounded(seconds, 2),
  rowsPerSecond: Math.round(rows / seconds),
  requests,
  rssMb: Math.round(after.peakRssMb),
  cpuMicrosPerRow: rounded(((after.cpuSeconds - before.cpuSeconds) * 1e6) / rows, 1)
})

/** How many times as fast as another one was, row for row. */
export const ratio = (one: Pace, other: Pace): number =>
  rounded(other.seconds / other.rows / (one.seconds / one.rows), 3)

/** The one in the middle by its score; of two in the middle, the lower one. */
export const medianBy = <A>(all: readonly [A, ...ReadonlyArray<A>], score: (one: A) => number): A => {
  const sorted = all.toSorted((one, other) => score(one) - score(other))
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? all[0]
}
