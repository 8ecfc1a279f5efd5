import { assert, describe, it } from "@effect/vitest"
import type { Credential } from "@openfaith/adapter-core"
import { DateTime, Effect, Exit, FastCheck as fc, Redacted, TestClock } from "effect"
import {
  accessToken,
  fakePco,
  fetchFrom,
  jsonAnswer,
  peoplePage,
  unreachablePco
} from "./support/FakeHttp.ts"
import { fixture, fixtureText } from "./support/Fixture.ts"

const people = () => jsonAnswer(fixtureText("people/list.json"))

const oauth: Credential = {
  type: "oauth",
  accessToken: Redacted.make("an-access-token"),
  refreshToken: Redacted.make("a-refresh-token"),
  expiresAt: DateTime.unsafeMake("2030-01-01T00:00:00Z")
}

/** A body that arrives in pieces, counting those that were asked for. */
const pieces = (total: number, size: number) => {
  const sent = { pieces: 0 }
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        sent.pieces += 1
        controller.enqueue(new Uint8Array(size).fill(32))
        if (sent.pieces === total) controller.close()
      }
    },
    { highWaterMark: 0 }
  )
  return { sent, answer: new Response(body, { headers: { "content-type": "application/json" } }) }
}

describe("session.fetch", () => {
  it.effect("asks once, with version, agent and credential, and reads the page", () =>
    Effect.gen(function* () {
      const { adapter, sent } = yield* fakePco(people)
      const page = yield* adapter.session({ credential: Effect.succeed(accessToken) }).fetch(peoplePage)
      const [request, ...others] = yield* sent
      assert.isEmpty(others)
      assert.strictEqual(
        decodeURIComponent(request?.url.href ?? ""),
        "https://api.planningcenteronline.com/people/v2/people?include=inactive_reason,marital_status,name_prefix,name_suffix,emails&order=created_at&where[created_at][gte]=2024-01-01T00:00:00Z&per_page=100&offset=0"
      )
      assert.deepInclude(request?.headers, {
        authorization: `Basic ${btoa("app:a-secret")}`,
        "user-agent": "OpenFaith Sync Engine (+https://github.com/openfaith)",
        "x-pco-api-version": "2026-06-04"
      })
      assert.deepInclude(page, {
        totalCount: 2,
        hasNext: false,
        budget: { limit: 100, periodSeconds: 20, count: 7 },
        processedAsVersion: "2025-11-10",
        bytes: Buffer.byteLength(fixtureText("people/list.json"))
      })
      assert.deepStrictEqual(
        page.primary.map(({ externalId }) => externalId),
        ["40135868", "45029164"]
      )
    })
  )

  it.effect("asks Groups in its own version, and for the credential anew each time", () =>
    Effect.gen(function* () {
      const { adapter, sent } = yield* fakePco(() => jsonAnswer({ data: [] }), {
        userAgent: "A church (it@church.example)"
      })
      const credentials = [accessToken, oauth]
      const session = adapter.session({ credential: Effect.sync(() => credentials.shift() ?? oauth) })
      const request = { ...peoplePage, endpoint: "listGroups", include: [], query: {} }
      yield* session.fetch(request)
      yield* session.fetch(request)
      const headers = (yield* sent).map((one) => one.headers)
      assert.deepStrictEqual(
        headers.map((one) => one["x-pco-api-version"]),
        ["2023-07-10", "2023-07-10"]
      )
      assert.deepStrictEqual(
        headers.map((one) => one["user-agent"]),
        ["A church (it@church.example)", "A church (it@church.example)"]
      )
      assert.deepStrictEqual(
        headers.map((one) => one["authorization"]?.split(" ")[0]),
        ["Basic", "Bearer"]
      )
    })
  )

  it.effect("takes an offset, never a host, from a body", () =>
    Effect.gen(function* () {
      const next = "https://evil.example/people/v2/people?offset=100"
      const { adapter, sent } = yield* fakePco(() =>
        jsonAnswer({ data: [{ type: "Person", id: "1" }], links: { next } })
      )
      const session = adapter.session({ credential: Effect.succeed(accessToken) })
      const page = yield* session.fetch(peoplePage)
      assert.strictEqual(page.nextOffset, 100)
      yield* session.fetch({ ...peoplePage, offset: page.nextOffset ?? 0 })
      for (const { url } of yield* sent)
        assert.strictEqual(url.origin, "https://api.planningcenteronline.com")
    })
  )

  it.effect("follows no redirect", () =>
    Effect.gen(function* () {
      const { adapter, sent } = yield* fakePco(
        () => new Response(null, { status: 302, headers: { location: "https://evil.example/" } })
      )
      const error = yield* Effect.flip(
        adapter.session({ credential: Effect.succeed(accessToken) }).fetch(peoplePage)
      )
      assert.strictEqual(error._tag, "OriginViolation")
      assert.lengthOf(yield* sent, 1)
    })
  )

  it.effect("survives a 401 that is HTML by its content type", () =>
    Effect.gen(function* () {
      const answer = () =>
        new Response(fixtureText("errors/401-plain.txt"), {
          status: 401,
          headers: { "content-type": "text/html" }
        })
      assert.deepInclude(yield* Effect.flip(fetchFrom(answer)), {
        _tag: "Unauthorized",
        detail: "HTTP Basic: Access denied."
      })
    })
  )

  it.effect("reads how long to wait", () =>
    Effect.gen(function* () {
      const answer = (retryAfter: string) => () =>
        jsonAnswer(fixture("errors/429.json"), { status: 429, headers: { "retry-after": retryAfter } })
      assert.deepInclude(yield* Effect.flip(fetchFrom(answer("13"))), {
        _tag: "RateLimited",
        retryAfterSeconds: 13
      })
      yield* TestClock.setTime(Date.parse("2026-08-01T00:00:00Z"))
      const dated = yield* Effect.flip(fetchFrom(answer("Sat, 01 Aug 2026 00:00:45 GMT")))
      assert.deepInclude(dated, { _tag: "RateLimited", retryAfterSeconds: 45 })
    })
  )

  it.effect("tells a page of markup, a torn text and an empty body from a page", () =>
    Effect.gen(function* () {
      const html = () => new Response("<html></html>", { headers: { "content-type": "text/html" } })
      assert.deepInclude(yield* Effect.flip(fetchFrom(html)), {
        _tag: "MalformedResponse",
        reason: "contentType"
      })
      const torn = yield* Effect.flip(
        fetchFrom(() => jsonAnswer(`{"data":[{"attributes":{"first_name":"Ada"`))
      )
      assert.deepInclude(torn, { _tag: "MalformedResponse", reason: "json" })
      assert.notInclude(torn.message, "Ada")
      assert.deepInclude(yield* Effect.flip(fetchFrom(() => new Response(null, { status: 204 }))), {
        reason: "json"
      })
      assert.deepInclude(yield* Effect.flip(fetchFrom(() => jsonAnswer({ errors: [] }))), { reason: "shape" })
    })
  )

  it.effect("tells a body that breaks off", () =>
    Effect.gen(function* () {
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          controller.enqueue(new TextEncoder().encode(`{"data":`))
          controller.error(new Error("socket closed"))
        }
      })
      const error = yield* Effect.flip(
        fetchFrom(() => new Response(body, { headers: { "content-type": "application/json" } }))
      )
      assert.deepInclude(error, { _tag: "MalformedResponse", reason: "cut" })
    })
  )

  it.effect("holds no more of a body than allowed", () =>
    Effect.gen(function* () {
      const endless = pieces(1000, 1024)
      const error = yield* Effect.flip(fetchFrom(() => endless.answer, peoplePage, { maxBodyBytes: 10_000 }))
      assert.deepInclude(error, { _tag: "BodyTooLarge", limitBytes: 10_000 })
      assert.isAtMost(endless.sent.pieces, 12)
      const declared = pieces(1, 1)
      const refused = new Response(declared.answer.body, { headers: { "content-length": "999999999" } })
      assert.strictEqual((yield* Effect.flip(fetchFrom(() => refused)))._tag, "BodyTooLarge")
      assert.strictEqual(declared.sent.pieces, 0)
    })
  )

  it.effect("tells an answer that took too long from one that broke off", () =>
    Effect.gen(function* () {
      const timeout = { _tag: "UpstreamUnavailable", status: null, reason: "timeout" } as const
      const given = new DOMException("too late", "TimeoutError")
      const adapter = yield* unreachablePco(given)
      const session = adapter.session({ credential: Effect.succeed(accessToken) })
      assert.deepInclude(yield* Effect.flip(session.fetch(peoplePage)), timeout)
      for (const headers of [{}, { "content-length": "100" }]) {
        const stalled = () =>
          new Response(new ReadableStream({ pull: (controller) => controller.error(given) }), { headers })
        assert.deepInclude(yield* Effect.flip(fetchFrom(stalled)), timeout)
      }
    })
  )

  it.effect("carries no credential in an error", () =>
    Effect.gen(function* () {
      const adapter = yield* unreachablePco(new Error("ECONNREFUSED"))
      const error = yield* Effect.flip(
        adapter.session({ credential: Effect.succeed(accessToken) }).fetch(peoplePage)
      )
      assert.deepInclude(error, { _tag: "UpstreamUnavailable", status: null, reason: "transport" })
      const shown = JSON.stringify(error) + String(error)
      assert.notInclude(shown, "a-secret")
      assert.notInclude(shown, btoa("app:a-secret"))
    })
  )

  it.effect("dies of an endpoint that is not in the manifest", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(fetchFrom(people, { ...peoplePage, endpoint: "listSongs" }))
      assert.isTrue(Exit.isFailure(exit) && exit.cause._tag === "Die")
    })
  )

  it.effect.prop(
    "answers a page or a typed error, whatever is sent",
    [
      fc.constantFrom(200, 201, 400, 401, 404, 429, 500, 503),
      fc.oneof(fc.json(), fc.string(), fc.constant(fixtureText("people/list.json"))),
      fc.constantFrom("application/json", "text/html", "application/vnd.api+json", "")
    ],
    ([status, body, contentType]) =>
      fetchFrom(
        () =>
          new Response(body, { status, headers: contentType === "" ? {} : { "content-type": contentType } })
      ).pipe(
        Effect.match({
          onFailure: ({ _tag }) => _tag !== undefined,
          onSuccess: ({ primary }) => Array.isArray(primary)
        }),
        Effect.map((typed) => assert.isTrue(typed))
      )
  )
})
