import { assert, describe, it } from "@effect/vitest"
import { isTransient } from "@openfaith/adapter-core"
import { FastCheck as fc } from "effect"
import { statusError } from "../../src/http/StatusError.ts"
import { fixtureText } from "../support/Fixture.ts"

const url = new URL("https://pco.example/people/v2/people/7?include=emails")
const answer = (status: number, body = "", headers: Record<string, string> = {}) =>
  statusError({ status, body, headers, url, nowMillis: 0 })

const hinted = (hint: string) =>
  answer(401, JSON.stringify({ errors: [{ detail: `Error Code Hint: (${hint})` }] }))

describe("statusError", () => {
  it.each([
    { status: 400, file: "errors/400.json", tag: "BadRequest" },
    { status: 401, file: "errors/401-plain.txt", tag: "Unauthorized" },
    { status: 401, file: "errors/401-no-product.json", tag: "Forbidden" },
    { status: 403, file: "errors/403.json", tag: "Forbidden" },
    { status: 404, file: "errors/404.json", tag: "NotFound" },
    { status: 422, file: "errors/422.json", tag: "BadRequest" },
    { status: 429, file: "errors/429-code-only.json", tag: "RateLimited" },
    { status: 429, file: "errors/429.json", tag: "RateLimited" },
    { status: 500, file: "errors/500.json", tag: "UpstreamUnavailable" }
  ])("makes $tag of $file", ({ file, status, tag }) => {
    assert.strictEqual(answer(status, fixtureText(file))._tag, tag)
  })

  it("tells a refusal for good from one that a refresh may cure", () => {
    assert.strictEqual(hinted("PELICAN")._tag, "Forbidden")
    assert.strictEqual(hinted("BABOON")._tag, "Unauthorized")
    assert.strictEqual(hinted("CAPUCHIN")._tag, "CredentialRejected")
    assert.strictEqual(answer(401)._tag, "Unauthorized")
  })

  it("carries what the caller acts on", () => {
    assert.deepInclude(answer(429, "", { "retry-after": "12" }), { retryAfterSeconds: 12, budget: null })
    assert.deepInclude(
      answer(429, "", {
        "x-pco-api-request-rate-limit": "10",
        "x-pco-api-request-rate-period": "20 seconds",
        "x-pco-api-request-rate-count": "23"
      }),
      { budget: { limit: 10, periodSeconds: 20, count: 23 } }
    )
    assert.deepInclude(answer(404), { path: "/people/v2/people/7" })
    assert.deepInclude(answer(503), { status: 503, reason: "status" })
  })

  it("never goes where a redirect points", () => {
    const away = answer(302, "", { location: "https://evil.example/people?token=x" })
    assert.deepInclude(away, { _tag: "OriginViolation", url: "https://evil.example" })
    assert.strictEqual(answer(301, "", { location: "//evil.example/" })._tag, "OriginViolation")
    assert.strictEqual(answer(301, "", { location: "http://pco.example/" })._tag, "OriginViolation")
    assert.strictEqual(answer(302, "", { location: "/login" })._tag, "BadRequest")
    assert.strictEqual(answer(304)._tag, "BadRequest")
  })

  it("asks again only after what passes by itself", () => {
    for (const status of [408, 425, 429, 500, 502, 503, 504, 529])
      assert.isTrue(isTransient(answer(status)), String(status))
    for (const status of [300, 400, 401, 403, 404, 409, 410, 418, 422])
      assert.isFalse(isTransient(answer(status)), String(status))
  })

  it("never throws", () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.string(), fc.string(), (status, body, location) => {
        answer(status, body, { location, "retry-after": location })
      })
    )
  })
})
