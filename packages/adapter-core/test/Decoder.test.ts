import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc, ParseResult, Schema } from "effect"
import { Decoder } from "../src/Decoder.ts"

const Even = Schema.declare<number>(
  (given): given is number => typeof given === "number" && given % 2 === 0,
  { identifier: "Even" }
)

const Plain = Schema.Struct({
  type: Schema.optionalWith(Schema.Literal("Member"), { exact: true }),
  id: Schema.String,
  attributes: Schema.Struct({
    age: Schema.optionalWith(Schema.NullOr(Schema.Number), { exact: true }),
    shoes: Schema.optionalWith(Schema.NullOr(Even), { exact: true }),
    isActive: Schema.optionalWith(Schema.Boolean, { exact: true }),
    nicknames: Schema.optionalWith(Schema.Array(Schema.Struct({ text: Schema.String })), { exact: true }),
    extra: Schema.Unknown
  })
})

const schemas: Readonly<Record<string, Schema.Schema.AnyNoContext>> = {
  plain: Plain,
  // Each of these has a part that is more than plain.
  transformed: Schema.Struct({ ...Plain.fields, id: Schema.NumberFromString }),
  refined: Schema.Struct({ ...Plain.fields, id: Schema.NonEmptyString }),
  chosen: Schema.Struct({ ...Plain.fields, type: Schema.optional(Schema.Literal("Member", "Guest")) }),
  open: Schema.Struct({ id: Schema.String }, { key: Schema.String, value: Schema.Unknown }),
  strict: Plain.annotations({ parseOptions: { onExcessProperty: "error" } }),
  forgiving: Schema.Struct({
    ...Plain.fields,
    id: Schema.String.annotations({ decodingFallback: () => Either.right("none") })
  }),
  paired: Schema.Struct({ ...Plain.fields, id: Schema.Tuple(Schema.String, Schema.Number) })
}

const wrong = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, "", "12", 3, 4, true, [], {}, [null], { text: 1 }) }
)

/** Values of an arbitrary, among them some that are absent, and some of another kind. */
const mostly = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 6, arbitrary }, { weight: 1, arbitrary: wrong })

const record = fc.record(
  {
    type: fc.constantFrom("Member", "Guest"),
    id: mostly(fc.string({ maxLength: 3 })),
    attributes: mostly(
      fc.record(
        {
          age: mostly(fc.integer()),
          shoes: mostly(fc.integer()),
          isActive: mostly(fc.boolean()),
          nicknames: mostly(fc.array(mostly(fc.record({ text: mostly(fc.string()) })), { maxLength: 2 })),
          extra: fc.anything(),
          stranger: fc.string()
        },
        { requiredKeys: [] }
      )
    )
  },
  { requiredKeys: [] }
)

const said = <A>(read: Either.Either<A, ParseResult.ParseError>) =>
  Either.mapLeft(read, (error) => ParseResult.TreeFormatter.formatErrorSync(error))

describe("Decoder", () => {
  for (const [name, schema] of Object.entries(schemas))
    it(`reads as the schema does, with the same words for what is wrong: ${name}`, () => {
      const ours = Decoder.compile(schema)
      const its = Schema.decodeUnknownEither(schema)
      fc.assert(
        fc.property(mostly(record), (given) => assert.deepStrictEqual(said(ours(given)), said(its(given)))),
        { numRuns: 2_000 }
      )
    })

  it("asks the schema only where it must", () => {
    let asked = 0
    const Counted = Schema.declare(
      [],
      { decode: () => () => Either.right((asked += 1)), encode: () => Either.right },
      { identifier: "Counted" }
    )
    const decode = Decoder.compile(Schema.Struct({ counted: Counted, name: Schema.String }))
    assert.deepStrictEqual(decode({ counted: null, name: "Ada" }), Either.right({ counted: 1, name: "Ada" }))
    assert.isTrue(Either.isLeft(decode({ counted: null, name: null })))
    assert.strictEqual(asked, 3)
  })
})
