import { normalizeDate, normalizeTimestamp, type NormalizationFault } from "@openfaith/canonical"
import { type Either, ParseResult, Schema } from "effect"

// Planning Center leaves attributes out as readily as it sends null, so every attribute may be either.
const attribute = <A, I>(value: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(value))

const normalized = (
  identifier: string,
  normalize: (given: string) => Either.Either<string | null, NormalizationFault>
) =>
  Schema.transformOrFail(Schema.String, Schema.NullOr(Schema.String), {
    strict: true,
    decode: (given, _options, ast) => {
      const read = normalize(given)
      return read._tag === "Right"
        ? ParseResult.succeed(read.right)
        : ParseResult.fail(new ParseResult.Type(ast, given, read.left.message))
    },
    encode: (value) => ParseResult.succeed(value ?? "")
  }).annotations({ identifier })

/** Text, kept as sent. */
export const text = attribute(Schema.String)

/** True or false. */
export const boolean = attribute(Schema.Boolean)

/** A whole number that fits four bytes. */
export const integer = attribute(Schema.Int.pipe(Schema.between(-2147483648, 2147483647)))

/** A decimal number; Rails writes exact decimals as text, so both forms are read. */
export const decimal = attribute(
  Schema.Union(Schema.Finite, Schema.NumberFromString.pipe(Schema.compose(Schema.Finite)))
)

/** An identifier of another system, which is sent as a number or as text. */
export const foreignKey = attribute(
  Schema.Union(Schema.String, Schema.transform(Schema.Int, Schema.String, { strict: true, decode: String, encode: Number }))
)

/** A calendar day; one that does not exist is a fault of the record. */
export const date = attribute(normalized("date", normalizeDate))

/** An instant, read into UTC. */
export const dateTime = attribute(normalized("date_time", normalizeTimestamp))

/** URLs of one picture in several sizes. */
export const picture = attribute(Schema.Struct({ original: text, thumbnail: text }))
