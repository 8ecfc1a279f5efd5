import type { PressureLevel } from "@openfaith/sync-api"

/** From what on a measure counts as elevated, high and critical. */
export type Steps = readonly [elevated: number, high: number, critical: number]

/** What a node was seen to bear. */
export interface Load {
  /** Heap in use, in percent of its limit. */
  readonly heapPercent: number
  /** How late timers are. */
  readonly delayMillis: number
}

/** From what on a node is under pressure. */
export interface Thresholds {
  readonly heapPercent: Steps
  readonly delayMillis: Steps
}

/** A level, and how many looks in a row have found less than it. */
export interface Pressure {
  readonly level: PressureLevel
  readonly calm: number
}

const levels: ReadonlyArray<PressureLevel> = ["normal", "elevated", "high", "critical"]

/** So many looks in a row must find less before the pressure is a level lower. */
export const calmLooks = 5

// A measure that wavers around a step must not switch the node back and forth.
const slack = 0.9

const reached = (load: Load, { delayMillis, heapPercent }: Thresholds, factor: number): number => {
  const stepsBelow = (value: number, steps: Steps) => steps.filter((step) => value >= step * factor).length
  return Math.max(stepsBelow(load.heapPercent, heapPercent), stepsBelow(load.delayMillis, delayMillis))
}

/** How many steps a level is above normal, which is 0. */
export const heightOf = (level: PressureLevel): number => levels.indexOf(level)

/** Whether a level is at least another. */
export const isAtLeast = (level: PressureLevel, least: PressureLevel): boolean =>
  heightOf(level) >= heightOf(least)

/** Nothing to bear. */
export const none: Pressure = { level: "normal", calm: 0 }

/** The pressure after another look: it rises at once, and falls a level at a time when the load has been well below for a while. */
export const next = ({ calm, level }: Pressure, load: Load, thresholds: Thresholds): Pressure => {
  const present = heightOf(level)
  const risen = reached(load, thresholds, 1)
  if (risen > present) return { level: levels[risen] ?? "critical", calm: 0 }
  if (reached(load, thresholds, slack) >= present) return { level, calm: 0 }
  if (calm + 1 < calmLooks) return { level, calm: calm + 1 }
  return { level: levels[present - 1] ?? "normal", calm: 0 }
}
