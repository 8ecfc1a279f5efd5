import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option, Redacted } from "effect"
import { CredentialCipher } from "../../src/credentials/CredentialCipher.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { connect } from "../support/Connections.ts"
import { oauth, personalAccessToken } from "../support/Credentials.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const secret = "pass phrase ✝ of the token"

/** Every row of the table as text, in all the ways that a dump would show it. */
const dumped = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{
    text: string
  }>`select c::text || to_jsonb(c)::text as text from sync.connections c`
  return rows.map(({ text }) => text).join("\n")
})

describe("ConnectionStore", () => {
  it.scoped("keeps a credential that nobody reads in the table, and gives it back", () =>
    Effect.gen(function* () {
      const connections = yield* ConnectionStore
      const row = yield* connect("grace", "pco", personalAccessToken(secret))
      const granted = yield* connect("hope", "pco", oauth(0, "access token in clear"))
      const dump = yield* dumped
      assert.include(dump, "America/Chicago")
      for (const clear of [
        secret,
        "pass phrase",
        "application-id",
        "access token in clear",
        "refresh-token"
      ]) {
        for (const form of [
          clear,
          Buffer.from(clear).toString("base64").replace(/=+$/, ""),
          Buffer.from(clear).toString("hex")
        ]) {
          assert.notInclude(dump, form)
        }
      }
      const { credential, version } = yield* connections.credential(row.connectionId)
      assert(credential.type === "personal-access-token")
      assert.deepStrictEqual(
        [credential.applicationId, Redacted.value(credential.secret), version],
        ["application-id", secret, 1]
      )
      const tokens = (yield* connections.credential(granted.connectionId)).credential
      assert(tokens.type === "oauth")
      assert.strictEqual(Redacted.value(tokens.refreshToken), "refresh-token")
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("stores the id of the key, and tells when another key was used", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { connectionId } = yield* connect("grace")
      const [row] = yield* sql<{
        keyId: string
      }>`select credential ->> 'keyId' as key_id from sync.connections`
      const other = Layer.provide(
        ConnectionStore.layer,
        Layer.provide(
          CredentialCipher.layerConfig,
          Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["ENCRYPTION_KEY", "00".repeat(32)]])))
        )
      )
      const read = Effect.flatMap(ConnectionStore, (connections) => connections.credential(connectionId))
      const error = yield* Effect.flip(Effect.provide(read, Layer.fresh(other)))
      assert(error._tag === "SecretUnreadable")
      assert.deepStrictEqual([error.reason, error.keyId], ["UnknownKey", row?.keyId])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("does not open a credential that was copied onto another connection", () =>
    Effect.gen(function* () {
      const connections = yield* ConnectionStore
      const sql = yield* SqlClient.SqlClient
      const rich = yield* connect("grace")
      const thief = yield* connect("hope")
      yield* sql`update sync.connections set credential =
        (select credential from sync.connections where connection_id = ${rich.connectionId})
        where connection_id = ${thief.connectionId}`
      const error = yield* Effect.flip(connections.credential(thief.connectionId))
      assert.deepInclude(error, { _tag: "SecretUnreadable", reason: "Altered" })
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("connects an account once: again means a new credential and a fresh start", () =>
    Effect.gen(function* () {
      const connections = yield* ConnectionStore
      const first = yield* connect("grace", "pco", personalAccessToken("first"))
      yield* connections.park(first.connectionId, "the token was revoked")
      const parked = yield* Effect.map(connections.find(first.connectionId), Option.getOrThrow)
      assert.deepInclude(parked, { status: "parked", parkedReason: "the token was revoked" })
      const second = yield* connect("grace", "pco", oauth(0))
      assert.deepInclude(second, {
        connectionId: first.connectionId,
        authType: "oauth",
        credentialVersion: 2,
        status: "active",
        parkedReason: null,
        createdAt: first.createdAt
      })
      const other = yield* connect("grace", "ccb")
      assert.deepStrictEqual(
        (yield* connections.findByOrg("grace")).map(({ connectionId }) => connectionId),
        [other.connectionId, first.connectionId]
      )
      assert.deepStrictEqual(yield* connections.findByOrg("nobody"), [])
      assert.isTrue(Option.isNone(yield* connections.find(crypto.randomUUID())))
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("replaces the credential of the version it knows, and no newer one", () =>
    Effect.gen(function* () {
      const connections = yield* ConnectionStore
      const { connectionId } = yield* connect("grace", "pco", oauth(0, "token-1"))
      assert.strictEqual(yield* connections.replaceCredential(connectionId, 1, oauth(0, "token-2")), 2)
      assert.strictEqual(yield* connections.replaceCredential(connectionId, 1, oauth(0, "too late")), 2)
      const { credential, version } = yield* connections.credential(connectionId)
      assert(credential.type === "oauth")
      assert.deepStrictEqual([version, Redacted.value(credential.accessToken)], [2, "token-2"])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("lets one of many refreshes win", () =>
    Effect.gen(function* () {
      const connections = yield* ConnectionStore
      const { connectionId } = yield* connect("grace", "pco", oauth(0, "token-1"))
      const versions = yield* Effect.forEach(
        Array.from({ length: 10 }, (_, index) => index),
        (index) => connections.replaceCredential(connectionId, 1, oauth(0, `refreshed-${index}`)),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual([...new Set(versions)], [2])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
