import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { type RateLimit, RateLimiter } from "../src/access/RateLimiter.ts"
import { basic, recorded, startSimulator } from "./fixtures/SimulatorClient.ts"

const rate: RateLimit = { limit: 4, periodSeconds: 10, deepLimit: 3, kind: "sliding" }

describe("RateLimiter", () => {
  it("counts over the last period at any moment", () => {
    const limiter = new RateLimiter(rate)
    for (const at of [0, 1000, 2000, 3000]) assert.isTrue(limiter.ask(at, false).allowed)
    const refused = limiter.ask(4000, false)
    assert.deepStrictEqual(refused, { allowed: false, limit: 4, count: 5, retryAfterSeconds: 6 })
    assert.isTrue(limiter.ask(10_001, false).allowed)
    assert.isFalse(limiter.ask(10_002, false).allowed)
  })

  it("counts in periods that start afresh", () => {
    const limiter = new RateLimiter({ ...rate, kind: "fixed" })
    for (const at of [9000, 9100, 9200, 9300]) assert.isTrue(limiter.ask(at, false).allowed)
    assert.strictEqual(limiter.ask(9400, false).retryAfterSeconds, 1)
    for (const at of [10_000, 10_100, 10_200, 10_300]) assert.isTrue(limiter.ask(at, false).allowed)
    assert.strictEqual(limiter.ask(10_400, false).retryAfterSeconds, 10)
  })

  it("allows fewer requests with deep offsets", () => {
    const limiter = new RateLimiter(rate)
    for (const at of [0, 1, 2]) assert.isTrue(limiter.ask(at, true).allowed)
    assert.isFalse(limiter.ask(3, true).allowed)
    assert.isTrue(limiter.ask(4, false).allowed)
  })

  it("does not let refused requests use up the budget", () => {
    const limiter = new RateLimiter(rate)
    for (let at = 0; at < 100; at++) limiter.ask(at * 100, false)
    assert.isTrue(limiter.ask(10_001, false).allowed)
  })
})

const Errors = Schema.Struct({
  errors: Schema.Array(Schema.Record({ key: Schema.String, value: Schema.String }))
})

const Budget = Schema.Record({
  key: Schema.String,
  value: Schema.Struct({
    limit: Schema.Number,
    allowed: Schema.Number,
    refused: Schema.Number,
    windows: Schema.Array(
      Schema.Struct({
        allowed: Schema.Number,
        refused: Schema.Number,
        utilisation: Schema.NullOr(Schema.Number)
      })
    )
  })
})

describe("the rate limit", () => {
  it.scoped("is told in headers, and a request too many gets 429 with Retry-After", () =>
    Effect.gen(function* () {
      const { adminJson, api } = yield* startSimulator({ rateLimit: 3, ratePeriodSeconds: 20 })
      const first = yield* api("/people/v2/campuses")
      assert.strictEqual(first.headers["x-pco-api-request-rate-limit"], "3")
      assert.strictEqual(first.headers["x-pco-api-request-rate-period"], "20")
      assert.strictEqual(first.headers["x-pco-api-request-rate-count"], "1")
      const groups = yield* api("/groups/v2/groups?per_page=1")
      assert.strictEqual(groups.headers["x-pco-api-request-rate-period"], "20 seconds")
      yield* api("/people/v2/campuses")
      const refused = yield* api("/people/v2/campuses")
      assert.strictEqual(refused.status, 429)
      assert.strictEqual(refused.headers["x-pco-api-request-rate-count"], "4")
      assert.match(String(refused.headers["retry-after"]), /^(19|20)$/)
      const [error] = (yield* Schema.decode(Schema.parseJson(Errors))(refused.text)).errors
      assert.strictEqual(error?.["detail"], "Rate limit exceeded: 4 of 3 requests per 20 seconds")
      const [theirs] = (yield* Schema.decode(Schema.parseJson(Errors))(recorded("error_429.json"))).errors
      assert.sameMembers(Object.keys(error ?? {}), Object.keys(theirs ?? {}))
      const [budget] = Object.values(yield* adminJson(Budget, "GET", "budget"))
      assert.strictEqual(budget?.allowed, 3)
      assert.strictEqual(budget?.refused, 1)
      assert.deepStrictEqual(budget?.windows, [{ allowed: 3, refused: 1, utilisation: 1 }])
    })
  )

  it.scoped("is lower beyond an offset of 30,000", () =>
    Effect.gen(function* () {
      const { api } = yield* startSimulator({ rateLimit: 100 })
      const deep = yield* api("/people/v2/people?offset=30001")
      assert.strictEqual(deep.headers["x-pco-api-request-rate-limit"], "75")
      const shallow = yield* api("/people/v2/people?offset=30000")
      assert.strictEqual(shallow.headers["x-pco-api-request-rate-limit"], "100")
    })
  )

  it.scoped("is counted per user", () =>
    Effect.gen(function* () {
      const { api } = yield* startSimulator({ rateLimit: 1, organizations: 2 })
      const ask = (application: string) =>
        api("/people/v2/campuses", { headers: { authorization: basic(application) } })
      assert.strictEqual((yield* ask("sim-app-1")).status, 200)
      assert.strictEqual((yield* ask("sim-app-1")).status, 429)
      assert.strictEqual((yield* ask("sim-app-2")).status, 200)
    })
  )

  it.scoped("is a million when there is none", () =>
    Effect.gen(function* () {
      const { api } = yield* startSimulator({ rateLimit: 0 })
      const { headers } = yield* api("/people/v2/campuses")
      assert.strictEqual(headers["x-pco-api-request-rate-limit"], "1000000")
      assert.strictEqual(headers["x-pco-api-request-rate-period"], "20")
    })
  )
})
