import { assert, describe, it } from "@effect/vitest"
import { Headers } from "@effect/platform"
import { sameOriginHeader } from "@openfaith/sync-api"
import { ConfigProvider, Effect, Redacted, TestClock } from "effect"
import { isForeign } from "../../src/http/ApiKeys.ts"
import { sessionLength, Sessions } from "../../src/http/Sessions.ts"
import { connect } from "../support/Connections.ts"
import { HttpNode, layerHttpNode } from "../support/HttpNode.ts"
import { apiKey } from "../support/MigratedDatabase.ts"

const sameOrigin = { [sameOriginHeader.name]: sameOriginHeader.value }

const cookieOf = (setCookie: string | undefined) => setCookie?.split(";")[0] ?? ""

const signIn = Effect.flatMap(HttpNode, ({ call }) =>
  call("POST", "/session", { key: null, body: { apiKey } })
)

describe("sessions", () => {
  it.scopedLive("are opened by the key, in a cookie that scripts and other sites do not get", () =>
    Effect.gen(function* () {
      const { call, said } = yield* HttpNode
      const refused = yield* call("POST", "/session", { key: null, body: { apiKey: "planted-wrong-key" } })
      assert.strictEqual(refused.status, 401)
      assert.isUndefined(refused.headers["set-cookie"])
      const { headers, json, status } = yield* signIn
      assert.deepStrictEqual([status, json], [200, { required: true, signedIn: true, scope: "admin" }])
      const attributes = (headers["set-cookie"] ?? "").split("; ").slice(1)
      assert.includeMembers(attributes, ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"])
      assert.notInclude(said(), "planted-wrong-key")
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("stand for the key; what changes something needs the header of this origin too", () =>
    Effect.gen(function* () {
      const { call } = yield* HttpNode
      yield* connect("grace")
      const cookie = cookieOf((yield* signIn).headers["set-cookie"])
      const statusOf = (method: string, path: string, headers: Record<string, string>) =>
        Effect.map(
          call(method, path, {
            key: null,
            headers: { cookie, ...headers },
            ...(method === "POST" ? { body: { adapter: "fake", mode: "full" } } : {})
          }),
          ({ status }) => status
        )
      assert.strictEqual(yield* statusOf("GET", "/v1/orgs", {}), 200)
      assert.strictEqual(yield* statusOf("GET", "/v1/cluster", {}), 200)
      assert.strictEqual(yield* statusOf("POST", "/v1/orgs/grace/syncs", {}), 401)
      assert.notStrictEqual(yield* statusOf("POST", "/v1/orgs/grace/syncs", sameOrigin), 401)
      assert.strictEqual(yield* statusOf("GET", "/v1/orgs", { cookie: `${cookie}x` }), 401)
      assert.strictEqual(yield* statusOf("GET", "/v1/orgs", { cookie: "openfaith-session=" }), 401)
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("are told of, and ended", () =>
    Effect.gen(function* () {
      const { call } = yield* HttpNode
      const { json: outside } = yield* call("GET", "/session", { key: null })
      assert.deepStrictEqual(outside, { required: true, signedIn: false, scope: null })
      const cookie = cookieOf((yield* signIn).headers["set-cookie"])
      const { json: inside } = yield* call("GET", "/session", { key: null, headers: { cookie } })
      assert.deepStrictEqual(inside, { required: true, signedIn: true, scope: "admin" })
      const { headers } = yield* call("DELETE", "/session", { key: null, headers: { cookie } })
      assert.match(headers["set-cookie"] ?? "", /^openfaith-session=; .*Max-Age=0/)
    }).pipe(Effect.provide(layerHttpNode))
  )

  const sessionsWith = (key: string) =>
    Effect.provide(Sessions, Sessions.layerConfig).pipe(
      Effect.withConfigProvider(
        ConfigProvider.fromMap(
          new Map([
            ["API_KEY", key],
            ["ENCRYPTION_KEY", "0".repeat(64)]
          ])
        )
      )
    )

  it.effect("end after twelve hours, and with the key; another node of the cluster knows them", () =>
    Effect.gen(function* () {
      const { check, open } = yield* sessionsWith("key")
      const session = yield* open("environment")
      assert.strictEqual(yield* check(session), "environment")
      assert.strictEqual(yield* (yield* sessionsWith("key")).check(session), "environment")
      const another = Redacted.make(Redacted.value(session).replace("environment", "another"))
      assert.isTrue(yield* Effect.isFailure(check(another)))
      assert.isTrue(yield* Effect.isFailure((yield* sessionsWith("other")).check(session)))
      const later = Redacted.make(Redacted.value(session).replace(/\.\d/, ".9"))
      assert.isTrue(yield* Effect.isFailure(check(later)))
      yield* TestClock.adjust(sessionLength)
      assert.isTrue(yield* Effect.isFailure(check(session)))
    })
  )
})

describe("isForeign", () => {
  it.each([
    [{ host: "127.0.0.1:8080" }, false],
    [{ host: "localhost:8080", "sec-fetch-site": "same-origin" }, false],
    [{ host: "[::1]:8080", "sec-fetch-site": "none" }, false],
    [{ host: "localhost:8080", "sec-fetch-site": "cross-site" }, true],
    [{ host: "localhost:8080", "sec-fetch-site": "same-site" }, true],
    [{ host: "rebound.example.org:8080", "sec-fetch-site": "same-origin" }, true],
    [{}, true]
  ])("judges %j as %s", (headers, expected) => {
    assert.strictEqual(isForeign(Headers.fromInput(headers)), expected)
  })
})
