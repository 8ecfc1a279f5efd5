import { Schema } from "effect"

/** A record's id: an opaque non-empty text, also when the API writes it as a number. */
export const ExternalId = Schema.Union(
  Schema.NonEmptyString,
  Schema.transform(Schema.Int, Schema.NonEmptyString, { strict: true, decode: String, encode: Number })
)

/** The id of a raw record, or null when it has none that can be read. */
export const externalIdOf = (id: unknown): string | null => {
  if (typeof id === "string") return id === "" ? null : id
  return Number.isSafeInteger(id) ? String(id) : null
}
