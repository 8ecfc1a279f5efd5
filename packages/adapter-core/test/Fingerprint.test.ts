import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc, Schema } from "effect"
import { Fingerprint, type JsonObject, type JsonValue } from "../src/index.ts"

const Wire = Schema.Struct({
  id: Schema.String,
  attributes: Schema.Struct({
    name: Schema.optional(Schema.NullOr(Schema.String)),
    grade: Schema.optional(Schema.NullOr(Schema.Union(Schema.NumberFromString, Schema.Number))),
    seen_at: Schema.optional(Schema.NullOr(Schema.DateTimeUtc)),
    nicknames: Schema.optional(Schema.NullOr(Schema.Array(Schema.Struct({ text: Schema.String })))),
    settings: Schema.optional(Schema.NullOr(Schema.Record({ key: Schema.String, value: Schema.Unknown })))
  }),
  relationships: Schema.optional(
    Schema.Struct({
      campus: Schema.optional(
        Schema.Struct({
          data: Schema.NullOr(Schema.Struct({ type: Schema.Literal("Campus"), id: Schema.String }))
        })
      )
    })
  )
})

const fingerprint = Fingerprint.compile(Wire, 1)

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const attributes = fc.record({
  name: maybe(fc.string()),
  grade: maybe(fc.oneof(fc.integer(), fc.integer().map(String))),
  seen_at: maybe(fc.constantFrom("2024-01-01T00:00:00Z", "2024-01-01T00:00:01Z")),
  nicknames: maybe(fc.array(fc.record({ text: fc.string() }), { maxLength: 3 })),
  settings: maybe(fc.dictionary(fc.string(), fc.oneof(fc.boolean(), fc.string()), { minKeys: 1 }))
})

const record = fc.record({ id: fc.string(), attributes, campus: maybe(fc.string()) })
type Sample = typeof record extends fc.Arbitrary<infer T> ? T : never

type Style = { readonly nulls: boolean; readonly reverse: boolean; readonly stranger: JsonValue }

/** The same facts as the source may send them: nulls or gaps, keys in another order, properties nobody declared. */
const sent = (sample: Sample, style: Style): JsonObject => {
  const dress = (value: Readonly<Record<string, unknown>>, stranger: boolean): Record<string, unknown> => {
    const entries = Object.entries(value).flatMap(([key, inner]): ReadonlyArray<readonly [string, unknown]> =>
      inner === undefined ? (style.nulls ? [[key, null]] : []) : [[key, inner]]
    )
    const all = stranger ? [...entries, ["stranger", style.stranger] as const] : entries
    return Object.fromEntries(style.reverse ? all.toReversed() : all)
  }
  const settings = sample.attributes.settings
  const campus = sample.campus === undefined ? undefined : dress({ type: "Campus", id: sample.campus }, true)
  const raw = dress(
    {
      id: sample.id,
      attributes: dress({ ...sample.attributes, settings: settings && dress(settings, false) }, true),
      relationships: dress({ campus: campus && dress({ data: campus, links: undefined }, true) }, true)
    },
    true
  )
  return JSON.parse(JSON.stringify(raw))
}

const style: fc.Arbitrary<Style> = fc.record({
  nulls: fc.boolean(),
  reverse: fc.boolean(),
  stranger: fc.jsonValue().map((value): JsonValue => JSON.parse(JSON.stringify(value)))
})

describe("Fingerprint", () => {
  it("is the same however the same facts are sent", () => {
    fc.assert(
      fc.property(record, style, style, (sample, one, other) =>
        assert.strictEqual(fingerprint(sent(sample, one)), fingerprint(sent(sample, other)))
      )
    )
  })

  it("differs whenever a declared fact differs", () => {
    const plain: Style = { nulls: true, reverse: false, stranger: null }
    const facts = (sample: Sample) =>
      JSON.stringify(sent(sample, { ...plain, nulls: false }), (_, value) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
          : value
      )
    fc.assert(
      fc.property(record, attributes, (sample, changes) => {
        for (const [key, value] of Object.entries(changes)) {
          const changed = { ...sample, attributes: { ...sample.attributes, [key]: value } }
          const same = facts(changed) === facts(sample)
          assert.strictEqual(
            fingerprint(sent(changed, plain)) === fingerprint(sent(sample, plain)),
            same,
            key
          )
        }
      })
    )
  })

  it("holds a link to nothing for no link, and a value of the wrong kind for another value", () => {
    const base = { id: "1", attributes: { name: "Ada" } }
    const same = [
      base,
      { ...base, relationships: {} },
      { ...base, relationships: { campus: { data: null } } }
    ]
    assert.strictEqual(new Set(same.map(fingerprint)).size, 1)
    const different = [
      base,
      { ...base, id: 1 },
      { id: "1", attributes: ["Ada"] },
      { id: "1", attributes: "Ada" },
      { id: "1" }
    ]
    assert.strictEqual(new Set(different.map(fingerprint)).size, different.length)
  })

  it("changes with the version, as 22 characters fit for a URL", () => {
    const raw = { id: "1", attributes: {} }
    assert.match(fingerprint(raw), /^[\w-]{22}$/)
    assert.notStrictEqual(Fingerprint.compile(Wire, 2)(raw), fingerprint(raw))
  })
})
