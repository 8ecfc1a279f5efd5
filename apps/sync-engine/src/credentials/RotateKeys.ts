import { Effect, Layer } from "effect"
import * as Database from "../database/Database.ts"
import { SealedSecretStore, type SecretKind } from "../stores/SealedSecretStore.ts"
import { CredentialCipher } from "./CredentialCipher.ts"

const batch = 100

/** Seals the secrets of a kind anew that are not sealed with the newest key; each by itself, so that none is done twice. */
const reseal = Effect.fnUntraced(function* (kind: SecretKind) {
  const cipher = yield* CredentialCipher
  const store = yield* SealedSecretStore
  let [done, unreadable, behind] = [0, 0, ""]
  while (true) {
    const found = yield* store.sealedOtherwise(kind, cipher.keyId, behind, batch)
    for (const secret of found) {
      const isReplaced = yield* cipher.open(secret.connectionId, secret.sealed).pipe(
        Effect.flatMap((text) => cipher.seal(secret.connectionId, text)),
        Effect.flatMap((resealed) => store.replace(kind, secret, resealed)),
        Effect.catchTag("SecretUnreadable", () => Effect.sync(() => void (unreadable += 1)))
      )
      if (isReplaced === true) done += 1
    }
    const last = found.at(-1)
    if (last === undefined) return { done, unreadable }
    behind = last.position
  }
})

/**
 * Seals all stored secrets with the newest key, and says how many that were, and how many no key reads: these stay as they
 * are. Broken off, it goes on with what is left. Nodes may work meanwhile: what they store themselves is not overwritten.
 */
export const resealAll = Effect.gen(function* () {
  const { keyId } = yield* CredentialCipher
  const credentials = yield* reseal("credentials")
  const webhookSecrets = yield* reseal("webhookSecrets")
  return {
    keyId,
    credentials: credentials.done,
    webhookSecrets: webhookSecrets.done,
    unreadable: credentials.unreadable + webhookSecrets.unreadable
  }
})

/** The same on the database and with the keys of the environment. */
export const rotateKeys = Effect.provide(
  resealAll,
  Layer.mergeAll(SealedSecretStore.layer, CredentialCipher.layerConfig).pipe(Layer.provide(Database.layer))
)
