import { Headers } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { type CreateKeyRequest, sameOriginHeader } from "@openfaith/sync-api"
import { ConfigProvider, Duration, Effect, Layer, Redacted, TestClock } from "effect"
import { digestOf, makeKey } from "../../src/credentials/ApiKeyText.ts"
import { ApiKeys, believedFor } from "../../src/http/ApiKeys.ts"
import { layerStores } from "../../src/Engine.ts"
import { ApiKeyStore } from "../../src/stores/ApiKeyStore.ts"
import { connect, trigger } from "../support/Connections.ts"
import { HttpNode, layerHttpNode } from "../support/HttpNode.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

/** Makes a key by the API, as an administrator. */
const made = Effect.fnUntraced(function* (request: unknown) {
  const { call } = yield* HttpNode
  const { json, status } = yield* call("POST", "/v1/keys", { body: request })
  assert.strictEqual(status, 200)
  return json as { readonly keyId: string; readonly apiKey: string }
})

const statusBy = (key: string) =>
  Effect.fnUntraced(function* (method: string, path: string, body?: unknown) {
    const { call } = yield* HttpNode
    const { json, status } = yield* call(method, path, { key, body })
    return status === 403 ? `403 ${(json as { reason: string }).reason}` : status
  })

describe("keys", () => {
  it.scopedLive("let their holder do what their scope says, and no more", () =>
    Effect.gen(function* () {
      const { runId } = yield* trigger(yield* connect("grace"))
      const run = `/v1/orgs/grace/syncs/${runId}`
      const auth = { type: "personal-access-token", applicationId: "a", secret: "s" }
      const answers = Effect.fnUntraced(function* (scope: string) {
        const status = statusBy((yield* made({ name: scope, scope })).apiKey)
        return yield* Effect.all([
          status("GET", run),
          status("GET", "/v1/cluster"),
          status("POST", `${run}/cancel`),
          status("PATCH", "/v1/orgs/grace/schedules/pco/full", { everySeconds: 900 }),
          status("PUT", "/v1/orgs/grace/connections/pco", { auth }),
          status("GET", "/v1/keys")
        ])
      })
      const no = "403 Scope"
      assert.deepStrictEqual(yield* answers("read"), [200, 200, no, no, no, no])
      assert.deepStrictEqual((yield* answers("operate")).slice(2), [202, 200, no, no])
      assert.deepStrictEqual((yield* answers("admin")).slice(4), [200, 200])
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("are for their organisations only, and say nothing of the others", () =>
    Effect.gen(function* () {
      const { call } = yield* HttpNode
      yield* connect("grace")
      yield* connect("other")
      const { apiKey } = yield* made({ name: "grace", scope: "admin", organizations: ["grace"] })
      const status = statusBy(apiKey)
      assert.strictEqual(yield* status("GET", "/v1/orgs/grace"), 200)
      for (const org of ["other", "unknown", "a%20b"])
        assert.strictEqual(yield* status("GET", `/v1/orgs/${org}`), "403 Organization")
      const listed = yield* call("GET", "/v1/orgs", { key: apiKey })
      assert.deepStrictEqual(
        (listed.json as { organizations: ReadonlyArray<{ orgId: string }> }).organizations.map(
          (org) => org.orgId
        ),
        ["grace"]
      )
      // Or it would make itself one for all.
      assert.strictEqual(
        yield* status("POST", "/v1/keys", { name: "all", scope: "admin" }),
        "403 Organization"
      )
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("are told once, listed without themselves, and refused when they have ended", () =>
    Effect.gen(function* () {
      const { call, said } = yield* HttpNode
      const { apiKey, keyId } = yield* made({ name: "Reports", scope: "read" })
      assert.match(apiKey, /^openfaith_[A-Za-z0-9_-]{43}$/)
      const revoked = yield* call("POST", `/v1/keys/${keyId}/revoke`)
      assert.strictEqual(revoked.status, 200)
      assert.strictEqual(yield* statusBy(apiKey)("GET", "/v1/orgs"), 401)
      const { text } = yield* call("GET", "/v1/keys")
      assert.include(text, keyId)
      assert.lengthOf(said().split(apiKey), 2, "the key is in one answer and no log line")
      const gone = yield* call("POST", "/v1/keys/5a0f6d4e-3a53-4d8a-9a44-0a6c1f1f0c11/revoke")
      assert.strictEqual(gone.status, 404)
      const past = yield* call("POST", "/v1/keys", {
        body: { name: "late", scope: "read", expiresAt: "2020-01-01T00:00:00Z" }
      })
      assert.deepInclude(past, { status: 400 })
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("open sessions that carry their scope and end with them", () =>
    Effect.gen(function* () {
      const { call } = yield* HttpNode
      const { runId } = yield* trigger(yield* connect("grace"))
      const { apiKey } = yield* made({ name: "board", scope: "read", organizations: ["grace"] })
      const signedIn = yield* call("POST", "/session", { key: null, body: { apiKey } })
      assert.deepStrictEqual(signedIn.json, { required: true, signedIn: true, scope: "read" })
      const cookie = signedIn.headers["set-cookie"]?.split(";")[0] ?? ""
      const statusOf = (method: string, path: string) =>
        Effect.map(
          call(method, path, {
            key: null,
            headers: { cookie, [sameOriginHeader.name]: sameOriginHeader.value }
          }),
          ({ status }) => status
        )
      assert.strictEqual(yield* statusOf("GET", "/v1/orgs/grace"), 200)
      assert.strictEqual(yield* statusOf("GET", "/v1/orgs/other"), 403)
      assert.strictEqual(yield* statusOf("POST", `/v1/orgs/grace/syncs/${runId}/cancel`), 403)
    }).pipe(Effect.provide(layerHttpNode))
  )
})

describe("ApiKeys", () => {
  const environment = ConfigProvider.fromMap(new Map([["API_KEY", "key-of-the-environment"]]))
  const layer = Layer.provideMerge(
    Layer.provide(ApiKeys.layerConfig, Layer.setConfigProvider(environment)),
    Layer.provideMerge(layerStores, layerMigratedDatabase)
  )

  const keyOf = Effect.fnUntraced(function* (request: Partial<CreateKeyRequest>) {
    const key = makeKey()
    const store = yield* ApiKeyStore
    const { keyId } = yield* store.create(digestOf(key), { name: "test", scope: "read", ...request })
    return { key, keyId }
  })

  it.scoped("refuse a revoked key everywhere within seconds, without a restart", () =>
    Effect.gen(function* () {
      const { caller, callerOf } = yield* ApiKeys
      const store = yield* ApiKeyStore
      const { key, keyId } = yield* keyOf({ organizations: ["grace"] })
      const other = yield* keyOf({ scope: "operate" })
      const known = { keyId, scope: "read", organizations: ["grace"] } as const
      assert.deepStrictEqual(yield* caller(key, Headers.empty), known)
      assert.deepStrictEqual(yield* callerOf(keyId), known)
      yield* store.revoke(keyId)
      yield* TestClock.adjust(Duration.sum(believedFor, "1 millis"))
      assert.strictEqual((yield* Effect.flip(caller(key, Headers.empty)))._tag, "Unauthorized")
      assert.strictEqual((yield* Effect.flip(callerOf(keyId)))._tag, "Unauthorized")
      assert.strictEqual((yield* caller(other.key, Headers.empty)).scope, "operate")
      const [used] = (yield* store.list).filter((row) => row.keyId === other.keyId)
      assert.isNotNull(used?.lastUsedAt)
    }).pipe(Effect.provide(layer))
  )

  it.scoped("know no key that was not made", () =>
    Effect.gen(function* () {
      const { caller } = yield* ApiKeys
      for (const key of [makeKey(), Redacted.make(""), Redacted.make("openfaith_")])
        assert.strictEqual((yield* Effect.flip(caller(key, Headers.empty)))._tag, "Unauthorized")
    }).pipe(Effect.provide(layer))
  )
})
