import { Schema } from "effect"

/** An instant: ISO 8601 text in UTC in JSON, a `DateTime.Utc` in code. */
export const Timestamp = Schema.DateTimeUtc.annotations({
  identifier: "Timestamp",
  jsonSchema: { type: "string", format: "date-time", description: "An instant, ISO 8601 in UTC" }
})
