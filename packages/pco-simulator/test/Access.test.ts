import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { basic, recorded, recordedJson, shapeOf, startSimulator } from "./fixtures/SimulatorClient.ts"

const Pair = Schema.Struct({
  access_token: Schema.String,
  token_type: Schema.Literal("bearer"),
  expires_in: Schema.Number,
  refresh_token: Schema.String,
  scope: Schema.String,
  created_at: Schema.Number
})

type Running = Effect.Effect.Success<ReturnType<typeof startSimulator>>

const refreshWith = ({ raw }: Running, token: string, secret = "sim-client-secret") =>
  raw("/oauth/token", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: token,
      client_id: "sim-client",
      client_secret: secret
    }).toString()
  })

const bearer = ({ api }: Running, token: string, path = "/people/v2/campuses") =>
  api(path, { headers: { authorization: `Bearer ${token}` } })

describe("authentication", () => {
  it.scoped("takes a personal access token, and a User-Agent is required", () =>
    Effect.gen(function* () {
      const { api, raw } = yield* startSimulator()
      assert.strictEqual((yield* api("/people/v2")).status, 200)
      assert.strictEqual((yield* raw("/people/v2", { headers: { authorization: basic() } })).status, 403)
    })
  )

  it.scoped("answers JSON without a credential or with a wrong secret, and a text to an unknown bearer", () =>
    Effect.gen(function* () {
      const { api } = yield* startSimulator()
      const nobody = yield* api("/people/v2", { headers: { authorization: "" } })
      assert.strictEqual(nobody.status, 401)
      const wrong = yield* api("/people/v2", { headers: { authorization: basic("sim-app", "no") } })
      assert.strictEqual(wrong.status, 401)
      assert.deepStrictEqual(shapeOf(JSON.parse(wrong.text)), shapeOf(recordedJson("error_401.json")))
      const stranger = yield* api("/people/v2", { headers: { authorization: "Bearer nonsense" } })
      assert.strictEqual(stranger.status, 401)
      assert.match(String(stranger.headers["content-type"]), /^text\/html/)
      assert.strictEqual(stranger.text.trim(), recorded("error_401_bearer.txt").trim())
    })
  )

  it.scoped("says by a hint why a token no longer works", () =>
    Effect.gen(function* () {
      const running = yield* startSimulator()
      const { admin, adminJson, api } = running
      const pair = yield* adminJson(Pair, "POST", "oauth/tokens", { scope: "people" })
      assert.strictEqual((yield* bearer(running, pair.access_token)).status, 200)
      assert.include((yield* bearer(running, pair.access_token, "/groups/v2/groups")).text, "PELICAN")
      yield* admin("POST", "clock", { advanceSeconds: 7200 })
      assert.include((yield* bearer(running, pair.access_token)).text, "BABOON")
      const next = yield* adminJson(Pair, "POST", "oauth/tokens")
      yield* admin("POST", "oauth/revoke", { token: next.access_token })
      assert.include((yield* bearer(running, next.access_token)).text, "CAPUCHIN")
      const third = yield* adminJson(Pair, "POST", "oauth/tokens")
      yield* admin("POST", "access", { products: ["people"] })
      assert.include((yield* bearer(running, third.access_token, "/groups/v2/groups")).text, "TRASH_PANDA")
      yield* admin("POST", "access", { products: null, revoked: true })
      assert.strictEqual((yield* api("/people/v2")).status, 401)
    })
  )
})

describe("OAuth", () => {
  it.scoped("gives a new refresh token with every refresh, and the old one stops working", () =>
    Effect.gen(function* () {
      const running = yield* startSimulator()
      const first = yield* running.adminJson(Pair, "POST", "oauth/tokens")
      assert.strictEqual(first.expires_in, 7200)
      const answer = yield* refreshWith(running, first.refresh_token)
      assert.strictEqual(answer.status, 200)
      const second = yield* Schema.decode(Schema.parseJson(Pair))(answer.text)
      assert.includeMembers(Object.keys(second), Object.keys(recordedJson("oauth_token.json") ?? {}))
      assert.notStrictEqual(second.refresh_token, first.refresh_token)
      assert.strictEqual((yield* bearer(running, second.access_token)).status, 200)
      const again = yield* refreshWith(running, first.refresh_token)
      assert.strictEqual(again.status, 400)
      assert.deepStrictEqual(JSON.parse(again.text), recordedJson("oauth_invalid_request.json"))
      assert.strictEqual((yield* refreshWith(running, second.refresh_token)).status, 200)
    })
  )

  it.scoped("refuses unknown clients and unknown or revoked tokens in the recorded words", () =>
    Effect.gen(function* () {
      const running = yield* startSimulator()
      const unknown = yield* refreshWith(running, "nonsense")
      assert.strictEqual(unknown.status, 400)
      assert.deepStrictEqual(JSON.parse(unknown.text), recordedJson("oauth_invalid_grant.json"))
      const client = yield* refreshWith(running, "nonsense", "no")
      assert.strictEqual(client.status, 401)
      assert.deepStrictEqual(JSON.parse(client.text), recordedJson("oauth_invalid_client.json"))
      const pair = yield* running.adminJson(Pair, "POST", "oauth/tokens")
      yield* running.admin("POST", "oauth/revoke", {})
      assert.deepStrictEqual(
        JSON.parse((yield* refreshWith(running, pair.refresh_token)).text),
        recordedJson("oauth_invalid_grant.json")
      )
    })
  )

  it.scoped("trades an authorization code once", () =>
    Effect.gen(function* () {
      const running = yield* startSimulator()
      const query =
        "client_id=sim-client&response_type=code&scope=people&state=s1&redirect_uri=https://app.example.org/cb"
      const redirect = yield* running.raw(`/oauth/authorize?${query}`)
      assert.strictEqual(redirect.status, 302)
      const location = new URL(String(redirect.headers["location"]))
      assert.strictEqual(location.searchParams.get("state"), "s1")
      const trade = () =>
        running.raw("/oauth/token", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            grant_type: "authorization_code",
            code: location.searchParams.get("code"),
            client_id: "sim-client",
            client_secret: "sim-client-secret"
          })
        })
      const pair = yield* Schema.decode(Schema.parseJson(Pair))((yield* trade()).text)
      assert.strictEqual((yield* bearer(running, pair.access_token)).status, 200)
      assert.strictEqual((yield* trade()).status, 400)
    })
  )
})

describe("versions", () => {
  it.scoped("run as the newest one not after the date asked for", () =>
    Effect.gen(function* () {
      const { api } = yield* startSimulator()
      const ran = (path: string, version?: string) =>
        api(path, { headers: version === undefined ? {} : { "x-pco-api-version": version } }).pipe(
          Effect.map(({ headers }) => headers["x-pco-api-processed-as-version"])
        )
      assert.strictEqual(yield* ran("/people/v2/people", "2025-11-10"), "2025-11-10")
      assert.strictEqual(yield* ran("/people/v2/people", "2024-01-01"), "2023-03-21")
      assert.strictEqual(yield* ran("/people/v2/people"), "2026-06-04")
      assert.strictEqual(yield* ran("/groups/v2/groups", "2025-11-10"), "2023-07-10")
      const old = yield* api("/people/v2/people", { headers: { "x-pco-api-version": "2018-07-31" } })
      assert.strictEqual(old.status, 400)
      assert.include(old.text, "unsupported_version_error")
    })
  )

  it.scoped("know an attribute only since it came", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const [household] = (yield* page("/people/v2/households?per_page=1")).data
      const path = `/people/v2/households/${household?.id}/household_memberships`
      assert.property((yield* page(path)).data[0]?.attributes, "household_role")
      const before = yield* page(path, { "x-pco-api-version": "2025-07-17" })
      assert.notProperty(before.data[0]?.attributes, "household_role")
    })
  )
})

describe("organisations", () => {
  it.scoped("have their own credential, records and ids", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator({ organizations: 3, people: 40 })
      const first = yield* page("/people/v2/people", { authorization: basic("sim-app-1") })
      const third = yield* page("/people/v2/people", { authorization: basic("sim-app-3") })
      assert.notStrictEqual(first.meta.parent.id, third.meta.parent.id)
      assert.notDeepEqual(first.data[0]?.attributes, third.data[0]?.attributes)
      const ids = new Set(first.data.map(({ id }) => id))
      assert.isFalse(third.data.some(({ id }) => ids.has(id)))
    })
  )
})
