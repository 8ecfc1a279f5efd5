import { assert, describe, it } from "@effect/vitest"
import { type Credential, isTransient } from "@openfaith/adapter-core"
import { DateTime, Effect, Redacted, TestClock } from "effect"
import type { OAuthClient } from "../src/index.ts"
import { accessToken, type Answering, fakePco, jsonAnswer } from "./support/FakeHttp.ts"
import { fixture } from "./support/Fixture.ts"

const oauthClient: OAuthClient = { clientId: "client", clientSecret: Redacted.make("client-secret") }

const former: Credential = {
  type: "oauth",
  accessToken: Redacted.make("old access"),
  refreshToken: Redacted.make("old refresh"),
  expiresAt: DateTime.unsafeMake(0)
}

const refreshed = (answering: Answering, credential: Credential = former) =>
  Effect.flatMap(fakePco(answering, { oauthClient }), ({ adapter }) => adapter.refresh(credential))

const refused = (status: number, body: unknown) => Effect.flip(refreshed(() => jsonAnswer(body, { status })))

describe("refresh", () => {
  it.effect("exchanges both tokens", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-08-01T00:00:00Z"))
      const { adapter, sent } = yield* fakePco(() => jsonAnswer(fixture("oauth/token.json")), { oauthClient })
      const credential = yield* adapter.refresh(former)
      assert.strictEqual(credential.type, "oauth")
      if (credential.type === "oauth") {
        assert.strictEqual(Redacted.value(credential.accessToken), "<new access token>")
        assert.strictEqual(Redacted.value(credential.refreshToken), "<new refresh token>")
        assert.strictEqual(DateTime.formatIso(credential.expiresAt), "2026-08-01T02:00:00.000Z")
      }
      const [request, ...others] = yield* sent
      assert.isEmpty(others)
      assert.strictEqual(
        `${request?.method} ${request?.url.href}`,
        "POST https://api.planningcenteronline.com/oauth/token"
      )
      assert.notProperty(request?.headers, "authorization")
      assert.deepStrictEqual(Object.fromEntries(new URLSearchParams(request?.body)), {
        grant_type: "refresh_token",
        refresh_token: "old refresh",
        client_id: "client",
        client_secret: "client-secret"
      })
    })
  )

  it.effect("keeps the refresh token when none is sent, and reads a life given as text", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(0)
      const credential = yield* refreshed(() => jsonAnswer({ access_token: "new", expires_in: "60" }))
      if (credential.type !== "oauth") return assert.fail("another kind of credential")
      assert.strictEqual(Redacted.value(credential.refreshToken), "old refresh")
      assert.strictEqual(credential.expiresAt.epochMillis, 60_000)
    })
  )

  it.effect("ends the grant only for the refusals that mean it", () =>
    Effect.gen(function* () {
      for (const name of ["invalid_grant", "invalid_request", "invalid_client"]) {
        const error = yield* refused(name === "invalid_client" ? 401 : 400, fixture(`oauth/${name}.json`))
        assert.strictEqual(error._tag, "CredentialRejected", name)
        assert.include(error.message, String(fixture(`oauth/${name}.json`)["error_description"]))
      }
      for (const error of ["invalid_scope", "unauthorized_client", "unsupported_grant_type"])
        assert.strictEqual((yield* refused(400, { error }))._tag, "CredentialRejected", error)
    })
  )

  it.effect("takes every other failure for one that passes", () =>
    Effect.gen(function* () {
      const errors = [
        yield* refused(400, { error: "temporarily_unavailable" }),
        yield* refused(401, "HTTP Basic: Access denied."),
        yield* refused(429, {}),
        yield* refused(500, {}),
        yield* refused(200, { token: "of another shape" }),
        yield* refused(200, "torn {")
      ]
      for (const error of errors) assert.isTrue(isTransient(error), error._tag)
    })
  )

  it.effect("sends no secret elsewhere", () =>
    Effect.gen(function* () {
      const away = () =>
        new Response(null, { status: 307, headers: { location: "https://evil.example/oauth/token" } })
      const { adapter, sent } = yield* fakePco(away, { oauthClient })
      assert.strictEqual((yield* Effect.flip(adapter.refresh(former)))._tag, "OriginViolation")
      assert.lengthOf(yield* sent, 1)
    })
  )

  it.effect("cannot refresh a personal access token, or without a client", () =>
    Effect.gen(function* () {
      const { adapter, sent } = yield* fakePco(() => jsonAnswer({}))
      for (const credential of [accessToken, former]) {
        assert.strictEqual((yield* Effect.flip(adapter.refresh(credential)))._tag, "CredentialRejected")
      }
      assert.isEmpty(yield* sent)
    })
  )
})
