import { assert, describe, it } from "@effect/vitest"
import { retryAfterSeconds } from "../../src/http/RetryAfter.ts"

const now = Date.parse("2026-08-01T00:00:00Z")

describe("retryAfterSeconds", () => {
  it.each<{ readonly header: string | undefined; readonly seconds: number | null }>([
    { header: "7", seconds: 7 },
    { header: " 20 ", seconds: 20 },
    { header: "0.4", seconds: 1 },
    { header: "0", seconds: 0 },
    { header: "Sat, 01 Aug 2026 00:00:30 GMT", seconds: 30 },
    { header: "Fri, 31 Jul 2026 23:59:00 GMT", seconds: 0 },
    { header: "-3", seconds: null },
    { header: "soon", seconds: null },
    { header: "", seconds: null },
    { header: undefined, seconds: null }
  ])("reads $header as $seconds", ({ header, seconds }) => {
    assert.strictEqual(retryAfterSeconds(header, now), seconds)
  })
})
