import { Schema } from "effect"

/** Why a value cannot be normalised: its form is unknown, or it names a day or time that does not exist. */
export const NormalizationReason = Schema.Literal("Unreadable", "Impossible")

/** A date or timestamp that cannot be stored; null or a guess in its place would lose it silently. */
export class NormalizationFault extends Schema.TaggedError<NormalizationFault>()("NormalizationFault", {
  kind: Schema.Literal("date", "timestamp"),
  reason: NormalizationReason,
  given: Schema.String
}) {
  // The value itself may be personal; it stays in `given`.
  override get message(): string {
    return this.reason === "Impossible" ? `No such ${this.kind}` : `Not an ISO 8601 ${this.kind}`
  }
}
