import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { CredentialCipher } from "../../src/credentials/CredentialCipher.ts"

const cipher = () => CredentialCipher.fromKey(Redacted.make(new Uint8Array(randomBytes(32))))

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
})
