import type { Comparison } from "../local/CompareWithTruth.ts"
import type { FaultKind } from "./FaultSchedule.ts"
import type { Recovery } from "./Recoveries.ts"

/** What was seen while everything broke, and afterwards. */
export interface Observation {
  readonly seed: number
  readonly minutes: number
  readonly faults: ReadonlyArray<FaultKind>
  readonly comparisons: ReadonlyArray<Comparison>
  /** Names of records whose rows were seen marked as deleted while they were there. */
  readonly wronglyDeleted: ReadonlySet<string>
  readonly crashes: number
  readonly recoveries: ReadonlyArray<Recovery>
}

/** How long the work took to go on after faults of one kind. */
export interface RecoverySeconds {
  readonly median: number
  readonly longest: number
}

/** What came of it, as it is printed. */
export interface Verdict {
  readonly seed: number
  readonly minutes: number
  readonly faults: Readonly<Record<string, number>>
  readonly rowsCompared: number
  /** Records that have no row. */
  readonly lost: number
  /** Rows beyond the first of a record. */
  readonly duplicated: number
  /** Rows that were marked as deleted while their record was there. */
  readonly wronglyDeleted: number
  /** Rows of records that are gone. */
  readonly surplus: number
  /** Rows that do not say what their record says. */
  readonly different: number
  /** Nodes that ended by themselves. */
  readonly crashes: number
  readonly longestRecoverySeconds: number
  readonly recoverySeconds: Readonly<Record<string, RecoverySeconds>>
}

const countBy = (names: ReadonlyArray<string>): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const sum = <A>(items: ReadonlyArray<A>, value: (item: A) => number): number =>
  items.reduce((total, item) => total + value(item), 0)

const secondsOf = (recoveries: ReadonlyArray<Recovery>): RecoverySeconds => {
  const sorted = recoveries.map(({ seconds }) => seconds).toSorted((one, other) => one - other)
  return { median: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, longest: sorted.at(-1) ?? 0 }
}

/** Judges what was seen. */
export const verdictOf = (seen: Observation): Verdict => {
  const { comparisons, crashes, faults, minutes, recoveries, seed, wronglyDeleted } = seen
  const missing = comparisons.flatMap(({ entity, missing: ids }) => ids.map((id) => `${entity}/${id}`))
  return {
    seed,
    minutes,
    faults: countBy(faults),
    rowsCompared: sum(comparisons, ({ canonical }) => canonical),
    lost: missing.filter((name) => !wronglyDeleted.has(name)).length,
    duplicated: sum(
      comparisons,
      ({ canonical, missing, source, surplus }) => canonical - (source - missing.length) - surplus.length
    ),
    wronglyDeleted: wronglyDeleted.size,
    surplus: sum(comparisons, ({ surplus }) => surplus.length),
    different: sum(comparisons, ({ different }) => new Set(different.map((text) => text.split(" ")[0])).size),
    crashes,
    longestRecoverySeconds: secondsOf(recoveries).longest,
    recoverySeconds: Object.fromEntries(
      [...new Set(recoveries.map(({ kind }) => kind))]
        .toSorted()
        .map((kind) => [kind, secondsOf(recoveries.filter((one) => one.kind === kind))])
    )
  }
}

/** Whether nothing is lost, doubled, buried alive or wrong, and no node has ended by itself. */
export const isSound = (verdict: Verdict): boolean =>
  verdict.lost +
    verdict.duplicated +
    verdict.wronglyDeleted +
    verdict.surplus +
    verdict.different +
    verdict.crashes ===
  0
