const remembered = 65_536

/** The last so many durations, in milliseconds. */
export class Samples {
  private readonly values = new Float64Array(remembered)
  private count = 0

  add(ms: number): void {
    this.values[this.count % remembered] = ms
    this.count += 1
  }

  reset(): void {
    this.count = 0
  }

  /** Percentiles, to a hundredth of a millisecond; null while there is nothing. */
  report(): { readonly p50: number | null; readonly p99: number | null; readonly max: number | null } {
    const sorted = this.values.slice(0, Math.min(this.count, remembered)).sort()
    const at = (share: number): number | null => {
      const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
      return value === undefined ? null : Math.round(value * 100) / 100
    }
    return { p50: at(0.5), p99: at(0.99), max: at(1) }
  }
}
