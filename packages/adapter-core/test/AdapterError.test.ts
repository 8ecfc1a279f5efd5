import { assert, describe, it } from "@effect/vitest"
import { DateTime, Redacted, Schema } from "effect"
import * as Core from "../src/index.ts"

const every: ReadonlyArray<readonly [error: Core.AdapterError, transient: boolean]> = [
  [new Core.Unauthorized({ detail: "expired" }), false],
  [new Core.CredentialRejected({ detail: "revoked" }), false],
  [new Core.Forbidden({ detail: "no access to groups" }), false],
  [new Core.NotFound({ path: "/members/7" }), false],
  [new Core.RateLimited({ retryAfterSeconds: null }), true],
  [new Core.RateLimited({ retryAfterSeconds: 3 }), true],
  [new Core.BadRequest({ status: 422, detail: "no such version" }), false],
  [new Core.UpstreamUnavailable({ status: 503, reason: "status" }), true],
  [new Core.UpstreamUnavailable({ status: null, reason: "transport", cause: new Error("reset") }), true],
  [new Core.MalformedResponse({ reason: "cut", detail: "1,024 of 4,096 bytes" }), true],
  [new Core.MalformedResponse({ reason: "json", detail: "unexpected token" }), true],
  [new Core.MalformedResponse({ reason: "contentType", detail: "text/html" }), true],
  [new Core.MalformedResponse({ reason: "shape", detail: "no data" }), false],
  [new Core.BodyTooLarge({ limitBytes: 1024 }), false],
  [new Core.OriginViolation({ url: "https://elsewhere.example" }), false],
  [new Core.PaginationFault({ reason: "RepeatedPage" }), false]
]

describe("AdapterError", () => {
  it("says which errors time may heal", () => {
    for (const [error, transient] of every)
      assert.strictEqual(Core.isTransient(error), transient, error.message)
  })

  it("crosses a process boundary", () => {
    const codec = Schema.parseJson(Core.AdapterError)
    for (const [error] of every) {
      const arrived = Schema.decodeSync(codec)(Schema.encodeSync(codec)(error))
      assert.strictEqual(arrived._tag, error._tag)
      assert.strictEqual(arrived.message, error.message)
    }
  })
})

describe("Credential", () => {
  const stored = {
    type: "oauth",
    accessToken: "a-token",
    refreshToken: "another",
    expiresAt: "2024-01-01T02:00:00.000Z"
  } as const

  it("keeps its secrets out of logs and in its encoded form", () => {
    const credential = Schema.decodeSync(Core.Credential)(stored)
    assert.strictEqual(credential.type, "oauth")
    if (credential.type !== "oauth") return
    assert.notInclude(JSON.stringify(credential), "a-token")
    assert.strictEqual(Redacted.value(credential.accessToken), "a-token")
    assert.isTrue(DateTime.greaterThan(credential.expiresAt, DateTime.unsafeMake("2024-01-01T01:59:59Z")))
    assert.deepStrictEqual(Schema.encodeSync(Core.Credential)(credential), stored)
  })
})
