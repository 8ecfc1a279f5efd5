import { Schema } from "effect"

/** A count of things that have happened. */
export const count = (description: string) =>
  Schema.Number.pipe(
    Schema.filter((value) => Number.isSafeInteger(value) && value >= 0, {
      description,
      message: () => "Expected a whole number, 0 or more",
      jsonSchema: { type: "integer", minimum: 0 },
      arbitrary: () => (fc) => fc.maxSafeNat()
    })
  )

/** A count that may not be known yet. */
export const unknownCount = (description: string) =>
  Schema.NullOr(count(description)).annotations({ description: `${description}; null while unknown` })

/** A measure that may not be known yet. */
export const estimate = (description: string) =>
  Schema.NullOr(
    Schema.NonNegative.pipe(Schema.finite()).annotations({ jsonSchema: { type: "number", minimum: 0 } })
  ).annotations({ description: `${description}; null while unknown` })
