import type { ProcessUsage } from "./ProcessUsage.ts"

/** What one program was seen to do. */
export interface Observation {
  /** Rows that are in the tables afterwards. */
  readonly rows: number
  readonly seconds: number
  readonly requests: number
  readonly before: ProcessUsage
  readonly after: ProcessUsage
}

/** What a program achieved, and what it took; memory and processor are those of its own process alone. */
export interface Figures {
  readonly rows: number
  readonly seconds: number
  readonly rowsPerSecond: number
  readonly requests: number
  readonly rssMb: number
  readonly cpuMicrosPerRow: number
}

/** The engine beside the ceiling of the same round. */
export interface Round {
  readonly engine: Figures
  readonly ceiling: Figures
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

/** Makes figures of an observation. */
export const figuresOf = ({ after, before, requests, rows, seconds }: Observation): Figures => ({
  rows,
  seconds: rounded(seconds, 2),
  rowsPerSecond: Math.round(rows / seconds),
  requests,
  rssMb: Math.round(after.peakRssMb),
  cpuMicrosPerRow: rounded(((after.cpuSeconds - before.cpuSeconds) * 1e6) / rows, 1)
})

/** How much of the ceiling's speed the engine reached. */
export const ratioToCeiling = ({ ceiling, engine }: Round): number =>
  rounded(ceiling.seconds / ceiling.rows / (engine.seconds / engine.rows), 3)

/** The round in the middle by its ratio; of two in the middle, the one that is worse for the engine. */
export const medianRound = (rounds: readonly [Round, ...ReadonlyArray<Round>]): Round => {
  const sorted = rounds.toSorted((one, other) => ratioToCeiling(one) - ratioToCeiling(other))
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? rounds[0]
}
