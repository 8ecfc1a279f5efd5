import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { CredentialCipher } from "../../src/credentials/CredentialCipher.ts"
import { resealAll } from "../../src/credentials/RotateKeys.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { SealedSecretStore } from "../../src/stores/SealedSecretStore.ts"
import { SubscriptionStore } from "../../src/stores/SubscriptionStore.ts"
import { connect } from "../support/Connections.ts"
import { subscription } from "../support/Deliveries.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

const newKey = () => Redacted.make(new Uint8Array(randomBytes(32)))
const [old, newest] = [newKey(), newKey()]

const layerCipher = (
  ...[first, ...others]: [Redacted.Redacted<Uint8Array>, ...Array<Redacted.Redacted<Uint8Array>>]
) => Layer.succeed(CredentialCipher, CredentialCipher.fromKeys([first, ...others]))

/** The stores of a node with these keys. */
const withKeys =
  (...keys: [Redacted.Redacted<Uint8Array>, ...Array<Redacted.Redacted<Uint8Array>>]) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provide(
      effect,
      Layer.fresh(
        Layer.mergeAll(ConnectionStore.layer, SubscriptionStore.layer, SealedSecretStore.layer).pipe(
          Layer.provideMerge(layerCipher(...keys))
        )
      )
    )

/** Connects organisations, each with a subscription whose secret is kept. */
const connected = (...orgIds: ReadonlyArray<string>) =>
  Effect.forEach(orgIds, (orgId) =>
    Effect.gen(function* () {
      const { connectionId } = yield* connect(orgId)
      const url = "https://sync.example.org/webhooks/pco/1"
      const found = subscription("1", { eventName: "event" })
      yield* (yield* SubscriptionStore).record(connectionId, [
        { eventName: "event", url, found, revived: false, error: null }
      ])
      return connectionId
    })
  )

describe("resealAll", () => {
  it.scoped("seals what other keys sealed with the newest one, so that it alone is enough", () =>
    Effect.gen(function* () {
      const [first = "", second = ""] = yield* withKeys(old)(connected("grace", "other"))
      yield* withKeys(newest, old)(connected("third"))
      const rotated = yield* withKeys(newest, old)(resealAll)
      assert.deepInclude(rotated, { credentials: 2, webhookSecrets: 2, unreadable: 0 })
      yield* withKeys(newest)(
        Effect.gen(function* () {
          const connections = yield* ConnectionStore
          const subscriptions = yield* SubscriptionStore
          const { credential, version } = yield* connections.credential(first)
          assert.deepStrictEqual([credential.type, version], ["personal-access-token", 1])
          assert.isTrue(Option.isSome(yield* subscriptions.signers(second)))
        })
      )
      const again = yield* withKeys(newest, old)(resealAll)
      assert.deepInclude(again, { credentials: 0, webhookSecrets: 0, unreadable: 0 })
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("leaves what no key opens, says so, and goes on with the rest", () =>
    Effect.gen(function* () {
      yield* withKeys(newKey())(connected("lost"))
      yield* withKeys(old)(connected("grace"))
      const rotated = yield* withKeys(newest, old)(resealAll)
      assert.deepInclude(rotated, { credentials: 1, webhookSecrets: 1, unreadable: 2 })
      const later = yield* withKeys(newest, old)(resealAll)
      assert.deepInclude(later, { credentials: 0, webhookSecrets: 0, unreadable: 2 })
    }).pipe(Effect.provide(layerMigratedDatabase))
  )

  it.scoped("does not put an older credential in the place of one stored meanwhile", () =>
    Effect.gen(function* () {
      yield* withKeys(old)(connected("grace"))
      yield* withKeys(
        newest,
        old
      )(
        Effect.gen(function* () {
          const store = yield* SealedSecretStore
          const cipher = yield* CredentialCipher
          const [secret] = yield* store.sealedOtherwise("credentials", cipher.keyId, "", 10)
          assert(secret !== undefined)
          yield* connected("grace")
          const resealed = yield* cipher.seal(secret.connectionId, Redacted.make("older"))
          assert.isFalse(yield* store.replace("credentials", secret, resealed))
        })
      )
    }).pipe(Effect.provide(layerMigratedDatabase))
  )
})
