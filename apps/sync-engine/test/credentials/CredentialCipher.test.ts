import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { CredentialCipher } from "../../src/credentials/CredentialCipher.ts"

const newKey = () => Redacted.make(new Uint8Array(randomBytes(32)))
const cipher = () => CredentialCipher.fromKeys([newKey()])

describe("CredentialCipher", () => {
  it.effect("opens what it sealed, for the same owner only", () =>
    Effect.gen(function* () {
      const { open, seal } = cipher()
      const sealed = yield* seal("connection-1", Redacted.make("pass phrase ✝"))
      assert.notInclude(JSON.stringify(sealed), "pass phrase")
      assert.strictEqual(Redacted.value(yield* open("connection-1", sealed)), "pass phrase ✝")
      const stolen = yield* Effect.flip(open("connection-2", sealed))
      assert.strictEqual(stolen.reason, "Altered")
    })
  )

  it.effect("seals the same text differently every time", () =>
    Effect.gen(function* () {
      const { seal } = cipher()
      const one = yield* seal("connection", Redacted.make("secret"))
      const other = yield* seal("connection", Redacted.make("secret"))
      assert.notStrictEqual(one.ciphertext, other.ciphertext)
    })
  )

  it.effect("refuses altered text and names the key of another node", () =>
    Effect.gen(function* () {
      const { open, seal } = cipher()
      const sealed = yield* seal("connection", Redacted.make("secret"))
      const altered = { ...sealed, ciphertext: Buffer.from("other!").toString("base64") }
      assert.strictEqual((yield* Effect.flip(open("connection", altered))).reason, "Altered")
      const unknown = yield* Effect.flip(cipher().open("connection", sealed))
      assert.strictEqual(unknown.reason, "UnknownKey")
      assert.strictEqual(unknown.keyId, sealed.keyId)
    })
  )

  it.effect("seals with the newest of several keys and opens with any of them", () =>
    Effect.gen(function* () {
      const [old, newest] = [newKey(), newKey()]
      const before = CredentialCipher.fromKeys([old])
      const during = CredentialCipher.fromKeys([newest, old])
      const after = CredentialCipher.fromKeys([newest])
      const earlier = yield* before.seal("connection", Redacted.make("secret"))
      assert.strictEqual(Redacted.value(yield* during.open("connection", earlier)), "secret")
      const resealed = yield* during.seal("connection", Redacted.make("secret"))
      assert.strictEqual(resealed.keyId, after.keyId)
      assert.strictEqual(Redacted.value(yield* after.open("connection", resealed)), "secret")
      assert.strictEqual((yield* Effect.flip(after.open("connection", earlier))).reason, "UnknownKey")
    })
  )
})
