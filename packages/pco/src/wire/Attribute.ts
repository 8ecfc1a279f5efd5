import { normalizeDate, normalizeTimestamp, type NormalizationFault } from "@openfaith/canonical"
import { Either, Schema } from "effect"
import { value } from "./Value.ts"

type Read<A> = (given: unknown) => Either.Either<A, string>

// Planning Center leaves attributes out as readily as it sends null, so every attribute may be either.
const attribute = <A>(name: string, read: Read<A>) => {
  const nothing: Either.Either<A | null, string> = Either.right(null)
  return Schema.optionalWith(
    value<A | null>(name, (given) => (given === null ? nothing : read(given))),
    { exact: true }
  )
}

const fault = (expected: string) => Either.left(`expected ${expected}`)

const readText: Read<string> = (given) => (typeof given === "string" ? Either.right(given) : fault("text"))

const readBoolean: Read<boolean> = (given) =>
  typeof given === "boolean" ? Either.right(given) : fault("true or false")

const isInteger = (given: unknown): given is number => Number.isSafeInteger(given)

const readInteger: Read<number> = (given) =>
  isInteger(given) && Math.abs(given) <= 0x7fff_ffff
    ? Either.right(given)
    : fault("a whole number of four bytes")

// Rails writes exact decimals as text.
const readDecimal: Read<number> = (given) => {
  const number = typeof given === "string" && /^-?\d+(?:\.\d+)?$/.test(given) ? Number(given) : given
  return typeof number === "number" && Number.isFinite(number) ? Either.right(number) : fault("a number")
}

const readForeignKey: Read<string> = (given) =>
  isInteger(given)
    ? Either.right(String(given))
    : typeof given === "string"
      ? Either.right(given)
      : fault("an id")

const normalized =
  (
    expected: string,
    normalize: (given: string) => Either.Either<string | null, NormalizationFault>
  ): Read<string | null> =>
  (given) =>
    typeof given === "string" ? Either.mapLeft(normalize(given), ({ message }) => message) : fault(expected)

/** Text, kept as sent. */
export const text = attribute("text", readText)

/** True or false. */
export const boolean = attribute("boolean", readBoolean)

/** A whole number that fits four bytes. */
export const integer = attribute("integer", readInteger)

/** A finite number, also one written as text. */
export const decimal = attribute("decimal", readDecimal)

/** An id within an attribute, which is sent as a number or as text. */
export const foreignKey = attribute("id", readForeignKey)

/** A calendar day; one that does not exist is a fault of the record. */
export const date = attribute("date", normalized("a date", normalizeDate))

/** An instant, read into UTC. */
export const dateTime = attribute("date_time", normalized("a date and time", normalizeTimestamp))

/** The URLs of one picture in several sizes. */
export const picture = Schema.optionalWith(
  Schema.NullOr(Schema.Struct({ original: text, thumbnail: text })),
  {
    exact: true
  }
)
