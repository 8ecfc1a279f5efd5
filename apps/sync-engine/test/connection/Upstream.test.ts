import {
  type Adapter,
  type AdapterError,
  BadRequest,
  BodyTooLarge,
  CredentialRejected,
  Forbidden,
  MalformedResponse,
  NotFound,
  PaginationFault,
  RateLimited,
  Unauthorized,
  UpstreamUnavailable
} from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, Redacted, TestClock } from "effect"
import { ConnectionParked, RetryLater } from "../../src/connection/Connection.ts"
import type { Permit, PermitPool, PoolNews } from "../../src/connection/PermitPool.ts"
import * as Upstream from "../../src/connection/Upstream.ts"
import type { VersionedCredential } from "../../src/stores/ConnectionStore.ts"
import { oauth, personalAccessToken } from "../support/Credentials.ts"
import { page, pageRequest, record } from "../support/Pages.ts"

const people = page([record("Person", "1")], { budget: { limit: 100, periodSeconds: 20, count: 3 } })
const unavailable = new UpstreamUnavailable({ status: 503, reason: "status" })

type Answer = AdapterError | typeof people

interface Setting {
  readonly answers: ReadonlyArray<Answer>
  readonly credential?: VersionedCredential["credential"]
  readonly maxAttempts?: number
  readonly refresh?: Effect.Effect<void, ConnectionParked>
}

/** An upstream over a session that answers in turn (and then goes on with the last answer), with what it was seen to do. */
const setting = Effect.fnUntraced(function* (options: Setting) {
  const seen = {
    taken: [] as Array<number>,
    news: [] as Array<PoolNews>,
    secrets: [] as Array<string>,
    refreshed: [] as Array<number>
  }
  let version = 1
  let pausedUntil = 0
  const pool: PermitPool = {
    take: Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const pause = pausedUntil - now
      if (pause > 60_000) return yield* new RetryLater({ seconds: pause / 1000 })
      if (pause > 0) yield* Effect.sleep(pause)
      seen.taken.push(yield* Clock.currentTimeMillis)
      return { leaseId: "lease", grantedAt: 0 } satisfies Permit
    }),
    answered: (_permit, news) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        seen.news.push(news)
        pausedUntil = now + (news.pauseMillis ?? 0)
      }),
    requestsPerSecond: Effect.succeed(5),
    waitingFor: Effect.succeed(null)
  }
  const adapter: Adapter = {
    name: "fake",
    manifest: { entities: {}, endpoints: {} },
    defaults: { budget: { limit: 100, periodSeconds: 20, count: null } },
    probe: () => Effect.die("not stubbed"),
    refresh: () => Effect.die("not stubbed"),
    session: ({ credential }) => ({
      fetch: () =>
        Effect.gen(function* () {
          const used = yield* credential
          seen.secrets.push(Redacted.value(used.type === "oauth" ? used.accessToken : used.secret))
          const answer = options.answers[seen.secrets.length - 1] ?? options.answers.at(-1) ?? people
          yield* Effect.sleep("40 millis")
          return yield* "_tag" in answer ? Effect.fail(answer) : Effect.succeed(answer)
        })
    })
  }
  const given = options.credential ?? oauth(Duration.toMillis("1 hour"), "token-1")
  const upstream = yield* Upstream.make({
    adapter,
    pool,
    maxAttempts: options.maxAttempts ?? 6,
    loadCredential: Effect.sync(() => ({
      version,
      credential: version === 1 ? given : oauth(Duration.toMillis("2 hours"), `token-${version}`)
    })),
    refresh: (rejected) =>
      Effect.sync(() => {
        seen.refreshed.push(rejected)
        version = rejected + 1
      }).pipe(Effect.zipRight(options.refresh ?? Effect.void))
  })
  return { seen, upstream }
})

/** The outcome, with all the waiting it takes done at once. */
const settled = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(Effect.either(effect))
    yield* TestClock.adjust("10 minutes")
    return yield* Fiber.join(fiber)
  })

describe("Upstream", () => {
  it.effect("answers the page with what it took, and tells the pool of the budget", () =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({ answers: [people] })
      yield* TestClock.adjust("1 second")
      const answer = yield* Effect.flatten(settled(upstream.fetch(pageRequest)))
      assert.deepStrictEqual(answer, { page: people, askedAt: 1_000, tookMillis: 40, requests: 1 })
      assert.deepStrictEqual(seen.news, [
        { observed: people.budget, pauseMillis: null, transport: "answered" }
      ])
    })
  )

  it.effect("sends what is no page under the same budget, credential and retries", () =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({ answers: [] })
      const given = { value: "subscription", budget: people.budget }
      const refused = new Unauthorized({ detail: "expired" })
      const answers: ReadonlyArray<Effect.Effect<typeof given, AdapterError>> = [
        Effect.fail(refused),
        Effect.fail(unavailable),
        Effect.succeed(given)
      ]
      const secrets: Array<string> = []
      const answer = yield* Effect.flatten(
        settled(
          upstream.call(({ credential }) =>
            Effect.flatMap(credential, (used): Effect.Effect<typeof given, AdapterError> => {
              secrets.push(Redacted.value(used.type === "oauth" ? used.accessToken : used.secret))
              return answers[secrets.length - 1] ?? Effect.succeed(given)
            })
          )
        )
      )
      assert.strictEqual(answer, "subscription")
      assert.deepStrictEqual(secrets, ["token-1", "token-2", "token-2"])
      assert.lengthOf(seen.taken, 3)
      assert.deepStrictEqual(seen.news.at(-1), {
        observed: people.budget,
        pauseMillis: null,
        transport: "answered"
      })
    })
  )

  it.effect("waits out every Retry-After without using up attempts", () =>
    Effect.gen(function* () {
      const told = new RateLimited({ retryAfterSeconds: 7 })
      const untold = new RateLimited({ retryAfterSeconds: null })
      const { seen, upstream } = yield* setting({ answers: [told, told, untold, people], maxAttempts: 1 })
      const answer = yield* Effect.flatten(settled(upstream.fetch(pageRequest)))
      assert.strictEqual(answer.requests, 4)
      assert.deepStrictEqual(seen.taken, [0, 7_040, 14_080, 16_120])
      assert.deepStrictEqual(
        seen.news.map(({ pauseMillis }) => pauseMillis),
        [7_000, 7_000, 2_000, null]
      )
    })
  )

  it.effect("hears of a new limit by the refusal that comes of it", () =>
    Effect.gen(function* () {
      const budget = { limit: 10, periodSeconds: 20, count: 23 }
      const { seen, upstream } = yield* setting({
        answers: [new RateLimited({ retryAfterSeconds: 7, budget }), people]
      })
      yield* settled(upstream.fetch(pageRequest))
      assert.deepStrictEqual(seen.news[0], { observed: budget, pauseMillis: 7_000, transport: "answered" })
    })
  )

  it.effect("leaves a Retry-After that is too long to the caller, without using up attempts", () =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({ answers: [new RateLimited({ retryAfterSeconds: 90 })] })
      const outcome = yield* settled(upstream.fetch(pageRequest))
      assert.deepInclude(outcome, { _tag: "Left", left: new RetryLater({ seconds: 90 }) })
      assert.strictEqual(seen.taken.length, 1)
    })
  )

  it.effect.each([
    { told: "failed" as const, error: unavailable },
    { told: "failed" as const, error: new UpstreamUnavailable({ status: null, reason: "timeout" }) },
    { told: "failed" as const, error: new MalformedResponse({ reason: "cut", detail: "" }) },
    { told: "answered" as const, error: new NotFound({ path: "/people/v2/people" }) },
    { told: "answered" as const, error: new BadRequest({ status: 422, detail: "" }) },
    { told: "answered" as const, error: new MalformedResponse({ reason: "shape", detail: "" }) }
  ])("tells that the source $told with $error._tag", ({ error, told }) =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({ answers: [error], maxAttempts: 1 })
      yield* settled(upstream.fetch(pageRequest))
      assert.deepStrictEqual(
        seen.news.map(({ transport }) => transport),
        [told]
      )
    })
  )

  it.effect("climbs the ladder while the fault may pass", () =>
    Effect.gen(function* () {
      const cut = new MalformedResponse({ reason: "cut", detail: "" })
      const { seen, upstream } = yield* setting({ answers: [unavailable, cut, unavailable, people] })
      const answer = yield* Effect.flatten(settled(upstream.fetch(pageRequest)))
      assert.strictEqual(answer.requests, 4)
      const waits = seen.taken.slice(1).map((at, index) => at - 40 - (seen.taken[index] ?? 0))
      for (const [index, wait] of waits.entries()) {
        assert.isAtLeast(wait, 0.8 * 300 * 2 ** index - 1)
        assert.isAtMost(wait, 1.2 * 300 * 2 ** index + 1)
      }
    })
  )

  it.effect("gives up after as many attempts as it may make", () =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({ answers: [unavailable], maxAttempts: 4 })
      const outcome = yield* settled(upstream.fetch(pageRequest))
      assert.deepInclude(outcome, { _tag: "Left", left: unavailable })
      assert.strictEqual(seen.taken.length, 4)
      assert.strictEqual(seen.news.length, 4)
    })
  )

  const permanent: ReadonlyArray<Exclude<AdapterError, RateLimited>> = [
    new NotFound({ path: "/people/v2/people" }),
    new Forbidden({ detail: "" }),
    new BadRequest({ status: 400, detail: "" }),
    new BodyTooLarge({ limitBytes: 1 }),
    new MalformedResponse({ reason: "shape", detail: "" }),
    new PaginationFault({ reason: "NeverEnding" })
  ]
  it.effect.each(permanent)("does not repeat a request that failed with $_tag", (error) =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({ answers: [error, people] })
      assert.deepInclude(yield* settled(upstream.fetch(pageRequest)), { _tag: "Left", left: error })
      assert.strictEqual(seen.taken.length, 1)
    })
  )

  it.effect.each([new Unauthorized({ detail: "" }), new CredentialRejected({ detail: "" })])(
    "renews a token refused with $_tag once and tries once more",
    (refusal) =>
      Effect.gen(function* () {
        const { seen, upstream } = yield* setting({ answers: [refusal, people] })
        const answer = yield* Effect.flatten(settled(upstream.fetch(pageRequest)))
        assert.strictEqual(answer.requests, 2)
        assert.deepStrictEqual(seen.refreshed, [1])
        assert.deepStrictEqual(seen.secrets, ["token-1", "token-2"])
      })
  )

  it.effect("does not renew again when the renewed token is refused too", () =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({
        answers: [new Unauthorized({ detail: "nobody knows you" })]
      })
      const outcome = yield* settled(upstream.fetch(pageRequest))
      assert.deepInclude(outcome, { _tag: "Left", left: new Unauthorized({ detail: "nobody knows you" }) })
      assert.strictEqual(seen.taken.length, 2)
      assert.deepStrictEqual(seen.refreshed, [1])
    })
  )

  it.effect("renews once for all requests that were refused together", () =>
    Effect.gen(function* () {
      const refused = new Unauthorized({ detail: "" })
      const { seen, upstream } = yield* setting({ answers: [refused, refused, people] })
      const both = Effect.all([upstream.fetch(pageRequest), upstream.fetch(pageRequest)], { concurrency: 2 })
      yield* Effect.flatten(settled(both))
      assert.deepStrictEqual(seen.refreshed, [1])
      assert.strictEqual(seen.taken.length, 4)
    })
  )

  it.effect("says that the connection is parked when the token cannot be renewed", () =>
    Effect.gen(function* () {
      const parked = new ConnectionParked({ connectionId: "c", reason: "revoked" })
      const { seen, upstream } = yield* setting({
        answers: [new Unauthorized({ detail: "" })],
        credential: personalAccessToken(),
        refresh: Effect.fail(parked)
      })
      assert.deepInclude(yield* settled(upstream.fetch(pageRequest)), { _tag: "Left", left: parked })
      assert.strictEqual(seen.taken.length, 1)
    })
  )

  it.effect("renews a token about to expire before using it", () =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({ answers: [people], credential: oauth(119_000, "token-1") })
      yield* Effect.flatten(settled(upstream.fetch(pageRequest)))
      yield* Effect.flatten(settled(upstream.fetch(pageRequest)))
      assert.deepStrictEqual(seen.refreshed, [1])
      assert.deepStrictEqual(seen.secrets, ["token-2", "token-2"])
    })
  )

  it.effect("leaves a token alone that is good for a while, and a secret that never expires", () =>
    Effect.gen(function* () {
      for (const credential of [oauth(121_000), personalAccessToken()]) {
        const { seen, upstream } = yield* setting({ answers: [people], credential })
        const fiber = yield* Effect.fork(upstream.fetch(pageRequest))
        yield* TestClock.adjust("40 millis")
        yield* Fiber.join(fiber)
        assert.deepStrictEqual(seen.refreshed, [])
      }
    })
  )

  it.effect("accounts for a permit whose request was interrupted", () =>
    Effect.gen(function* () {
      const { seen, upstream } = yield* setting({ answers: [people] })
      const fiber = yield* Effect.fork(upstream.fetch(pageRequest))
      yield* TestClock.adjust("10 millis")
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(seen.news, [{ observed: null, pauseMillis: null, transport: null }])
    })
  )
})
