import { Either } from "effect"
import { value } from "./Value.ts"

/** The id of a raw record, or null when it has none that can be read. */
export const externalIdOf = (id: unknown): string | null => {
  if (typeof id === "string") return id === "" ? null : id
  return Number.isSafeInteger(id) ? String(id) : null
}

/** A record's id: an opaque non-empty text, also when the API writes it as a number. */
export const ExternalId = value("id", (given) =>
  Either.fromNullable(externalIdOf(given), () => "expected an id")
)
