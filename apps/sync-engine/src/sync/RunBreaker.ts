import { Schema } from "effect"

/** Records of a run so far: those that were read, and those of them that failed. Orphans only wait, so they are not among those. */
export interface Tally {
  readonly read: number
  readonly failed: number
}

/** So much of a run failed that the rest of it is not worth reading: the fault lies with the source, or with us. */
export class TooManyFailures extends Schema.TaggedError<TooManyFailures>()("TooManyFailures", {
  read: Schema.Number,
  failed: Schema.Number,
  percent: Schema.Number
}) {
  override get message(): string {
    return `${this.failed} of ${this.read} records could not be written, more than ${this.percent} %`
  }
}

/** Why a run has to stop, if it does. A few records say nothing, however many of them fail. */
export const brokenBy = (
  { failed, read }: Tally,
  {
    runBreakerMinimum,
    runBreakerPercent
  }: { readonly runBreakerMinimum: number; readonly runBreakerPercent: number }
): TooManyFailures | null =>
  read >= runBreakerMinimum && failed * 100 > read * runBreakerPercent
    ? new TooManyFailures({ read, failed, percent: runBreakerPercent })
    : null

/** The tally over a run's streams. */
export const tallyOf = (
  streams: ReadonlyArray<{
    readonly read: number
    readonly deadLettered: number
    readonly orphaned: number
  }>
): Tally =>
  streams.reduce<Tally>(
    (sum, { deadLettered, orphaned, read }) => ({
      read: sum.read + read,
      failed: sum.failed + deadLettered - orphaned
    }),
    { read: 0, failed: 0 }
  )
