import { Either } from "effect"
import { value } from "./Value.ts"

// Neither can be stored: PostgreSQL has no place for NUL, nor for half of a character.
const isText = (id: string): boolean => id !== "" && !id.includes("\u0000") && !/\p{Surrogate}/u.test(id)

/** The id of a raw record, or null when it has none that can be read. */
export const externalIdOf = (id: unknown): string | null => {
  if (typeof id === "string") return isText(id) ? id : null
  return Number.isSafeInteger(id) ? String(id) : null
}

/** A record's id: an opaque non-empty text, also when the API writes it as a number. */
export const ExternalId = value("id", (given) =>
  Either.fromNullable(externalIdOf(given), () => "expected an id")
)
