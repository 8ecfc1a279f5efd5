import { rounded } from "./Report.ts"

/** How far values that should be equal lie apart. */
export interface Spread {
  /** What 95 % do not exceed, over what half do not. */
  readonly p95ToMedian: number
  readonly maxToMin: number
}

/** What a share of these values do not exceed; not a number of none. */
export const quantile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((one, other) => one - other)[Math.max(0, Math.ceil(share * values.length) - 1)] ??
  Number.NaN

/** The spread of values above zero; one value has none. */
export const spreadOf = (values: ReadonlyArray<number>): Spread => {
  const at = (share: number) => quantile(values, share)
  return { p95ToMedian: rounded(at(0.95) / at(0.5), 3), maxToMin: rounded(at(1) / at(0), 3) }
}
