import { Schema } from "effect"

/** A benchmark whose figures would mean nothing. */
export class BenchFailed extends Schema.TaggedError<BenchFailed>()("BenchFailed", {
  program: Schema.Literal("engine", "ceiling", "COPY", "peer"),
  reason: Schema.Literal("rowsDiffer", "notSucceeded", "timedOut"),
  detail: Schema.String
}) {
  override get message(): string {
    const words = {
      rowsDiffer: "has not written the rows that the source has",
      notSucceeded: "did not succeed",
      timedOut: "took too long"
    }
    return `The ${this.program} ${words[this.reason]}: ${this.detail}`
  }
}
