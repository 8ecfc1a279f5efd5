import { assert, describe, it } from "@effect/vitest"
import { Conflict, NotFound, ServiceUnavailable, Unauthorized } from "@openfaith/sync-api"
import { failureOf, isPassing, isSignedOut } from "../../src/api/Failure.ts"
import { pauseBefore } from "../../src/api/RunEvents.ts"

describe("failureOf", () => {
  it("says in words what the contract's errors mean", () => {
    assert.deepInclude(failureOf(new NotFound({ resource: "run", id: "7" })), { detail: "No run 7" })
    assert.include(failureOf(new Conflict({ reason: "ConnectionParked" })).detail, "new credential")
    const away = new ServiceUnavailable({
      retryAfterSeconds: 2,
      faults: [{ component: "database", message: "PostgreSQL does not answer" }]
    })
    assert.deepInclude(failureOf(away), { detail: "database: PostgreSQL does not answer", isPassing: true })
    assert.strictEqual(failureOf(new TypeError("odd")).detail, "odd")
  })

  it("tells what may help by itself from what a person has to mend", () => {
    assert.isTrue(isPassing({ _tag: "RequestError" }))
    assert.isFalse(isPassing(new Unauthorized()))
    assert.isTrue(isSignedOut(new Unauthorized()))
    assert.isFalse(isSignedOut(new Error("Unauthorized")))
  })
})

describe("pauseBefore", () => {
  it("grows from half a second to ten", () => {
    assert.deepStrictEqual([1, 2, 5, 6, 60].map(pauseBefore), [500, 1_000, 8_000, 10_000, 10_000])
  })
})
