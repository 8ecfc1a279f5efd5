import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { errorWords } from "../../src/jsonapi/ErrorWords.ts"
import { fixtureText } from "../support/Fixture.ts"

describe("errorWords", () => {
  it.each([
    {
      file: "errors/401-no-product.json",
      words: "This request could not be authenticated. Error Code Hint: (TRASH_PANDA)"
    },
    { file: "errors/401-plain.txt", words: "HTTP Basic: Access denied." },
    { file: "errors/422.json", words: "Validation failed: Organization people limit reached for package" },
    { file: "errors/429-code-only.json", words: "Rate limit exceeded: 118 of 100 requests per 20 seconds" },
    { file: "oauth/invalid_request.json", words: "The refresh token is no longer valid" }
  ])("finds them in $file", ({ file, words }) => {
    assert.strictEqual(errorWords(fixtureText(file), 401), words)
  })

  it.each([
    { body: "", words: "status 500" },
    { body: "<html><body>Bad gateway</body></html>", words: "status 500" },
    { body: "{}", words: "status 500" },
    { body: `{"errors":[]}`, words: "status 500" },
    { body: `{"errors":[{"status":500}]}`, words: "status 500" },
    { body: `{"errors":["down",{"title":"Gone","detail":""},{"code":"x"},null]}`, words: "down; Gone; x" },
    { body: `{"errors":{"detail":"no list"}}`, words: "status 500" },
    { body: `{"error":"invalid_grant"}`, words: "invalid_grant" }
  ])("makes $words of $body", ({ body, words }) => {
    assert.strictEqual(errorWords(body, 500), words)
  })

  it("never throws and never answers at length", () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ errors: fc.jsonValue() }).map((value) => JSON.stringify(value))
    )
    fc.assert(fc.property(body, (text) => errorWords(text, 400).length <= 300))
    assert.lengthOf(errorWords("word ".repeat(1000), 400), 300)
  })
})
