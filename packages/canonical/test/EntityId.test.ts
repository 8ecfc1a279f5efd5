import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc, Schema } from "effect"
import { canonicalEntityNames, entityId, entityIdSchema, type EntityKey, uuidV5 } from "../src/index.ts"

const key: fc.Arbitrary<EntityKey> = fc.record({
  orgId: fc.fullUnicodeString(),
  adapter: fc.string(),
  entity: fc.constantFrom(...canonicalEntityNames),
  externalId: fc.string()
})

const same = (a: EntityKey, b: EntityKey) =>
  a.orgId === b.orgId && a.adapter === b.adapter && a.entity === b.entity && a.externalId === b.externalId

describe("uuidV5", () => {
  it("gives the example of RFC 9562, appendix A.4", () => {
    assert.strictEqual(
      uuidV5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
      "2ed6657d-e927-568b-95e1-2665a8aea6a2"
    )
  })
})

describe("entityId", () => {
  // Expected values come from Python's uuid.uuid5 over the JSON array of the parts.
  it.each([
    ["grace", "Person", "40135868", "b05ef7f3-2ced-5a16-928e-fdbfa26c3a86"],
    ["grace", "Email", "unique", "f7deb5be-cd36-5fd0-8f25-41c27e9e0c37"],
    ["église-à", "Group", '7"8', "84c25686-afc6-5cee-ba2c-96c296232b55"]
  ] as const)("agrees with a second implementation: %s %s %s", (orgId, entity, externalId, expected) => {
    assert.strictEqual<string>(entityId({ orgId, adapter: "pco", entity, externalId }), expected)
  })

  it("is the same for the same key, and a version 5 UUID of the RFC variant", () => {
    fc.assert(
      fc.property(key, (given) => {
        const id = entityId(given)
        assert.strictEqual(id, entityId({ ...given }))
        assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        assert.isTrue(Schema.is(entityIdSchema(given.entity))(id))
      })
    )
  })

  it("differs whenever any part differs", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        assert.strictEqual(entityId(a) === entityId(b), same(a, b))
      })
    )
  })

  it("does not confuse parts that read the same when joined", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (left, moved, right) => {
        const a = entityId({ orgId: left + moved, adapter: right, entity: "Person", externalId: "1" })
        const b = entityId({ orgId: left, adapter: moved + right, entity: "Person", externalId: "1" })
        assert.notStrictEqual(a, b)
      })
    )
    assert.notStrictEqual(
      entityId({ orgId: 'a","b', adapter: "c", entity: "Person", externalId: "1" }),
      entityId({ orgId: "a", adapter: 'b","c', entity: "Person", externalId: "1" })
    )
  })
})
