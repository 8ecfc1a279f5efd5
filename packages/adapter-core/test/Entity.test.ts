import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Either, Schema } from "effect"
import { Entity, type RecordFault, Reference } from "../src/index.ts"
import { Member } from "./fixtures/library.ts"

const context = { orgId: "org", adapter: "library", timeZone: "Europe/London", country: "GB" }
const Link = Schema.Struct({ id: Schema.String })

describe("Entity", () => {
  it("decodes into the wire type", () => {
    const decoded = Member.decode({ id: "1", attributes: { name: "Ada", joined_at: null } })
    expectTypeOf(decoded).toEqualTypeOf<Either.Either<typeof Member.wire.Type, RecordFault>>()
    assert.isTrue(Either.isRight(decoded))
  })

  it("names the record, the place and the fault", () => {
    const fault = Either.flip(Member.decode({ id: "1", attributes: { name: null, joined_at: null } }))
    assert.strictEqual(
      Either.getOrThrow(fault).message,
      "Member: attributes.name: Expected string, actual null"
    )
  })

  it("turns a transform that throws into a fault of that record", () => {
    const Fragile = Entity.make("Fragile", {
      wire: Link,
      version: 1,
      docs: "https://library.example/docs",
      transform: () => {
        throw new RangeError("no such month")
      }
    })
    const fault = Either.getOrThrow(Either.flip(Fragile.read({ id: "1" }, context)))
    assert.strictEqual(fault._tag, "TransformFault")
    assert.strictEqual(fault.message, "Fragile: the record: RangeError: no such month")
  })
})

describe("Reference", () => {
  const person = Reference.annotate("Person")
  const kinds = (schema: Schema.Schema.All) =>
    Reference.fromSchema(schema).map(({ kind, property }) => `${property} ${kind}`)

  it("is hard when required all the way down, else soft", () => {
    const schema = Schema.Struct({
      required: person(Link),
      nested: Schema.Struct({ data: person(Link) }),
      converted: person(Schema.NumberFromString),
      refined: Schema.NonEmptyString.pipe(person, Schema.maxLength(9)),
      nullable: Schema.NullOr(person(Link)),
      nullableTarget: person(Schema.NullOr(Link)),
      optional: Schema.optional(person(Link)),
      defaulted: Schema.optionalWith(person(Schema.String), { default: () => "1" }),
      maybeNested: Schema.optional(Schema.Struct({ data: person(Link) })),
      list: Schema.Array(person(Link))
    })
    assert.deepStrictEqual(kinds(schema), [
      "required hard",
      "nested.data hard",
      "converted hard",
      "refined hard",
      "nullable soft",
      "nullableTarget soft",
      "optional soft",
      "defaulted soft",
      "maybeNested.data soft",
      "list soft"
    ])
  })

  it("leaves the schema otherwise as it was", () => {
    expectTypeOf(person(Link)).toEqualTypeOf<typeof Link>()
    assert.deepStrictEqual(Schema.decodeUnknownSync(person(Link))({ id: "1" }), { id: "1" })
  })
})
