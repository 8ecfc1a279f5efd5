import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Arbitrary, FastCheck as fc, Schema } from "effect"
import {
  canonicalEntities,
  type CanonicalEntityName,
  canonicalEntityNames,
  type CanonicalRecord,
  columnName,
  commonColumns,
  entityId,
  type EntityId,
  Person
} from "../src/index.ts"

// Reserved in PostgreSQL 18 (appendix C of its manual): usable as a column name only in quotes.
const reserved = new Set(
  (
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check " +
    "collate collation column concurrently constraint create cross current_catalog current_date " +
    "current_role current_schema current_time current_timestamp current_user default deferrable desc " +
    "distinct do else end except false fetch for foreign freeze from full grant group having ilike in " +
    "initially inner intersect into is isnull join lateral leading left like limit localtime " +
    "localtimestamp natural not notnull null offset on only or order outer overlaps placing primary " +
    "references returning right select session_user similar some symmetric system_user table tablesample " +
    "then to trailing true union unique user using variadic verbose when where window with"
  ).split(" ")
)

const hardReferences = {
  Tag: ["TagGroup"],
  Email: ["Person"],
  PhoneNumber: ["Person"],
  Address: ["Person"],
  SocialProfile: ["Person"],
  CustomFieldValue: ["Person", "CustomFieldDefinition"],
  HouseholdMembership: ["Household", "Person"],
  GroupMembership: ["Group", "Person"],
  Event: ["Group"],
  Attendance: ["Event", "Person"]
}

const softReferences = {
  CustomFieldDefinition: ["CustomFieldTab"],
  Person: ["Campus", "MaritalStatus", "NamePrefix", "NameSuffix", "InactiveReason"],
  PersonMerger: ["Person", "Person"],
  Household: ["Person"],
  Group: ["GroupType"]
}

const entities = Object.values(canonicalEntities)

const references = (kind: "hard" | "soft"): Record<string, ReadonlyArray<string>> =>
  Object.fromEntries(
    entities
      .map(
        ({ columns, name }) =>
          [
            name,
            columns.flatMap(({ references }) => (references?.kind === kind ? [references.entity] : []))
          ] as const
      )
      .filter(([, targets]) => targets.length > 0)
  )

describe("canonicalEntities", () => {
  it("has every name once, under itself", () => {
    assert.deepStrictEqual(Object.keys(canonicalEntities), [...canonicalEntityNames])
    assert.deepStrictEqual(
      entities.map(({ name }) => name),
      [...canonicalEntityNames]
    )
    assert.strictEqual(new Set(entities.map(({ table }) => table)).size, entities.length)
  })

  it("points where the data model says", () => {
    assert.deepStrictEqual(references("hard"), hardReferences)
    assert.deepStrictEqual(references("soft"), softReferences)
  })

  it("names parents before the children that require them", () => {
    for (const { columns, name } of entities) {
      for (const { references } of columns) {
        if (references?.kind === "hard") {
          assert.isBelow(canonicalEntityNames.indexOf(references.entity), canonicalEntityNames.indexOf(name))
        }
      }
    }
  })

  it.each(entities.map((entity) => [entity.name, entity] as const))("gives %s sound columns", (_, entity) => {
    const { columns, table } = entity
    const names = [...commonColumns, ...columns].map(({ column }) => column)
    assert.strictEqual(new Set(names).size, names.length)
    for (const name of [...names, table]) {
      assert.match(name, /^[a-z][a-z0-9_]*$/)
      assert.isFalse(reserved.has(name), name)
    }
    for (const { nullable, pgType, references } of columns) {
      assert.strictEqual(pgType === "uuid", references !== undefined)
      if (references !== undefined) assert.strictEqual(nullable, references.kind === "soft")
    }
  })

  it.each(entities.map((entity) => [entity.name, entity] as const))(
    "decodes what it encodes: %s",
    (_, entity) => {
      const schema = Schema.asSchema<Schema.Schema.AnyNoContext>(entity.schema)
      fc.assert(
        fc.property(Arbitrary.make(schema), (row) => {
          const text = JSON.stringify(Schema.encodeSync(schema)(row))
          const again = Schema.decodeUnknownSync(schema)(JSON.parse(text))
          assert.strictEqual(JSON.stringify(Schema.encodeSync(schema)(again)), text)
        }),
        { numRuns: 25 }
      )
    }
  )

  it("marks medical notes and what custom fields say, and nothing else, as sensitive", () => {
    const marked = entities.flatMap(({ columns, name }) =>
      columns.filter(({ sensitive }) => sensitive).map(({ field }) => `${name}.${field}`)
    )
    assert.deepStrictEqual(marked, ["Person.medicalNotes", "CustomFieldValue.value"])
  })
})

describe("rows", () => {
  const accepts = (fields: object) => {
    const blank = Object.fromEntries(Person.columns.map(({ field }) => [field, null]))
    return Schema.is(Person.schema)({ ...blank, status: "active", ...fields })
  }

  it.each([
    [{}, true],
    [{ status: "gone" }, false],
    [{ status: null }, false],
    [{ birthdate: "2001-02-29" }, false],
    [{ birthdate: "2000-02-29" }, true],
    [{ birthdate: new Date(0) }, false],
    [{ inactivatedAt: "2018-08-03T01:13:32Z" }, true],
    [{ inactivatedAt: "2018-08-03T01:13:32+02:00" }, false],
    [{ grade: -1 }, true],
    [{ grade: 1.5 }, false],
    [{ graduationYear: 2147483648 }, false],
    [{ firstName: "a\u0000b" }, false],
    [{ primaryCampusId: "7" }, false],
    [{ primaryCampusId: entityId({ orgId: "o", adapter: "pco", entity: "Campus", externalId: "7" }) }, true]
  ])("judges a person with %j as %s", (fields, expected) => {
    assert.strictEqual(accepts(fields), expected)
  })
})

describe("columnName", () => {
  it.each([
    ["name", "name"],
    ["primaryCampusId", "primary_campus_id"],
    ["streetLine1", "street_line1"],
    ["e164", "e164"]
  ])("writes %s as %s", (field, column) => {
    assert.strictEqual(columnName(field), column)
  })
})

describe("types", () => {
  it("keeps rows, ids and records apart", () => {
    expectTypeOf<Person["firstName"]>().toEqualTypeOf<string | null>()
    expectTypeOf<Person["status"]>().toEqualTypeOf<"active" | "inactive">()
    expectTypeOf<Person["primaryCampusId"]>().toEqualTypeOf<EntityId<"Campus"> | null>()
    expectTypeOf<EntityId<"Person">>().not.toExtend<EntityId<"Household">>()
    expectTypeOf<CanonicalRecord<"Person">["fields"]>().toEqualTypeOf<Person>()
    expectTypeOf<CanonicalRecord["entity"]>().toEqualTypeOf<CanonicalEntityName>()
  })
})
