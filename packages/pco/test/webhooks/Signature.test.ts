import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc, Redacted } from "effect"
import { verify } from "../../src/webhooks/Signature.ts"
import { bytesOf, signed } from "../support/Deliveries.ts"

const secrets = ["first secret", "second secret"].map((secret) => ({
  eventName: `event of the ${secret}`,
  secret: Redacted.make(secret)
}))
const body = bytesOf('{"data":[]}')

describe("verify", () => {
  it("accepts what any of the secrets signed", () => {
    for (const secret of ["first secret", "second secret"])
      for (const name of ["event of the first secret", "event of the second secret", "another", undefined])
        assert.isTrue(
          verify(body, { ...signed(body, secret), "x-pco-webhooks-name": name }, secrets),
          `${secret}, ${name}`
        )
  })

  it("knows the documented algorithm", () => {
    assert.isTrue(
      verify(
        bytesOf("what do ya want for nothing?"),
        { "x-pco-webhooks-authenticity": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
        [{ eventName: "people.v2.events.person.updated", secret: Redacted.make("Jefe") }]
      )
    )
  })

  it("refuses another secret's signature, another body's, and none", () => {
    assert.isFalse(verify(body, signed(body, "third secret"), secrets))
    assert.isFalse(verify(bytesOf('{"data": []}'), signed(body, "first secret"), secrets))
    assert.isFalse(verify(body, {}, secrets))
    assert.isFalse(verify(body, signed(body, "first secret"), []))
  })

  it("refuses whatever is no signature", () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), (header, bytes) => {
        assert.isFalse(verify(bytes, { "x-pco-webhooks-authenticity": header }, secrets))
      })
    )
  })

  it("notices a single changed byte", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, by) => {
          const headers = signed(bytes, "first secret")
          assert.isTrue(verify(bytes, headers, secrets))
          const index = at % bytes.length
          const changed = bytes.map((byte, position) => (position === index ? byte ^ by : byte))
          assert.isFalse(verify(changed, headers, secrets))
        }
      )
    )
  })
})
