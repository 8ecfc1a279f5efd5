import { type Credential, UpstreamUnavailable } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Redacted } from "effect"
import { refreshCredential } from "../../src/connection/RefreshCredential.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { connect } from "../support/Connections.ts"
import { oauth } from "../support/Credentials.ts"
import { fakeAdapter } from "../support/FakeAdapter.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

/** The access token that is stored, and its version. */
const storedToken = (connectionId: string) =>
  Effect.gen(function* () {
    const connections = yield* ConnectionStore
    const { credential, version } = yield* connections.credential(connectionId)
    assert(credential.type === "oauth")
    return [Redacted.value(credential.accessToken), version]
  })

describe("refreshCredential", () => {
  it.scopedLive("stores what it got for a refresh token although it was called off meanwhile", () =>
    Effect.gen(function* () {
      const { connectionId } = yield* connect("grace", "pco", oauth(0, "old"))
      const asked = yield* Deferred.make<void>()
      const answer = yield* Deferred.make<Credential>()
      const adapter = {
        ...fakeAdapter,
        refresh: () => Effect.zipRight(Deferred.succeed(asked, undefined), Deferred.await(answer))
      }
      const refreshing = yield* Effect.fork(refreshCredential({ adapter, connectionId, rejectedVersion: 1 }))
      yield* Deferred.await(asked)
      const calledOff = yield* Effect.fork(Fiber.interrupt(refreshing))
      yield* Effect.yieldNow()
      yield* Deferred.succeed(answer, oauth(0, "new"))
      yield* Fiber.join(calledOff)
      assert.deepStrictEqual(yield* storedToken(connectionId), ["new", 2])
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scopedLive("can be called off between two tries, and answers a later version without one", () =>
    Effect.gen(function* () {
      const { connectionId } = yield* connect("grace", "pco", oauth(0, "old"))
      let tries = 0
      const away = {
        ...fakeAdapter,
        refresh: () =>
          Effect.suspend(() => {
            tries += 1
            return Effect.fail(new UpstreamUnavailable({ status: 503, reason: "status" }))
          })
      }
      yield* Effect.timeoutOption(
        refreshCredential({ adapter: away, connectionId, rejectedVersion: 1 }),
        "100 millis"
      )
      assert.strictEqual(tries, 1)
      assert.deepStrictEqual(yield* storedToken(connectionId), ["old", 1])
      assert.deepStrictEqual(yield* refreshCredential({ adapter: away, connectionId, rejectedVersion: 0 }), {
        version: 1
      })
      assert.strictEqual(tries, 1)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
