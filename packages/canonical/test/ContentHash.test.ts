import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck as fc } from "effect"
import { createHash } from "node:crypto"
import { contentHash, Email, entityId, Event, Person } from "../src/index.ts"

const personId = entityId({ orgId: "grace", adapter: "pco", entity: "Person", externalId: "1" })
const email = { personId, address: "grace@example.org", location: null, isPrimary: true, blocked: null }

const shuffled = <A extends object>(value: A) =>
  fc
    .shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length })
    .map((entries) => Object.fromEntries(entries) as A)

describe("contentHash", () => {
  it("is 22 characters of base64url", () => {
    assert.match(contentHash("Email", email), /^[\w-]{22}$/)
  })

  // SHA-256 of ["Email","address","grace@example.org","isPrimary",true,"personId",<id>], computed with Python's hashlib.
  it("agrees with a second implementation", () => {
    assert.strictEqual(contentHash("Email", email), "CbMUwSg7bYvSkmZNh-kbmg")
  })

  it("is the first 16 bytes of the SHA-256 of what is there", () => {
    fc.assert(
      fc.property(fc.string(), (address) => {
        const present = ["Email", "address", address, "isPrimary", true, "personId", personId]
        const bytes = createHash("sha256").update(JSON.stringify(present)).digest().subarray(0, 16)
        assert.strictEqual(contentHash("Email", { ...email, address }), bytes.toString("base64url"))
      })
    )
  })

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(
        Arbitrary.make(Person.schema).chain((row) => fc.tuple(fc.constant(row), shuffled(row))),
        ([row, other]) => assert.strictEqual(contentHash("Person", row), contentHash("Person", other))
      )
    )
  })

  it("changes when a field changes, and only then", () => {
    const rows = Arbitrary.make(Event.schema)
    fc.assert(
      fc.property(rows, rows, (row, { name }) => {
        const renamed = contentHash("Event", { ...row, name })
        assert.strictEqual(renamed === contentHash("Event", row), row.name === name)
      })
    )
  })

  it("tells fields apart that hold the same value", () => {
    assert.notStrictEqual(
      contentHash("Email", { ...email, address: "x", location: null }),
      contentHash("Email", { ...email, address: null, location: "x" })
    )
  })

  it("tells an empty text, false and zero from null", () => {
    assert.notStrictEqual(contentHash("Email", { ...email, location: "" }), contentHash("Email", email))
    assert.notStrictEqual(contentHash("Email", { ...email, blocked: false }), contentHash("Email", email))
  })

  it("is not moved by a key that is no column", () => {
    const wider = { ...email, unheardOf: "value" }
    assert.strictEqual(contentHash("Email", wider), contentHash("Email", email))
  })

  it("depends on the entity", () => {
    const number = { ...email, number: null, e164: null, countryCode: null, carrier: null }
    assert.notStrictEqual(
      contentHash("Email", { ...email, address: null }),
      contentHash("PhoneNumber", number)
    )
  })

  it("covers every column of an e-mail address", () => {
    assert.deepStrictEqual(
      Email.columns.map(({ field }) => field),
      Object.keys(email)
    )
  })
})
