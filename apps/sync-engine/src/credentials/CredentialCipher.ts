import { type Array, Context, Effect, Layer, Redacted, Schema } from "effect"
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto"
import { EncryptionKeysConfig } from "../config/SecurityConfig.ts"

/** A secret at rest: AES-256-GCM, with the id of the key that it was sealed with. All binary parts are base64. */
export const SealedSecret = Schema.Struct({
  keyId: Schema.String,
  iv: Schema.String,
  ciphertext: Schema.String,
  tag: Schema.String
})
/** @see {@link SealedSecret} */
export type SealedSecret = typeof SealedSecret.Type

/** The secret was sealed with another key, or was altered since. */
export class SecretUnreadable extends Schema.TaggedError<SecretUnreadable>()("SecretUnreadable", {
  keyId: Schema.String,
  reason: Schema.Literal("UnknownKey", "Altered")
}) {
  override get message(): string {
    return this.reason === "UnknownKey"
      ? `The secret was encrypted with key ${this.keyId}, which is not in the ENCRYPTION_KEY of this node.`
      : `The secret encrypted with key ${this.keyId} was altered.`
  }
}

const algorithm = "aes-256-gcm"
const idOf = (key: Uint8Array): string => createHash("sha256").update(key).digest("hex").slice(0, 12)

/**
 * Seals and opens secrets. `owner` (the connection's id) is authenticated with the text, so that a sealed secret
 * copied onto another connection does not open there.
 */
export class CredentialCipher extends Context.Tag("@openfaith/sync-engine/CredentialCipher")<
  CredentialCipher,
  {
    /** The id of the key that secrets are sealed with. */
    readonly keyId: string
    readonly seal: (owner: string, secret: Redacted.Redacted) => Effect.Effect<SealedSecret>
    readonly open: (owner: string, sealed: SealedSecret) => Effect.Effect<Redacted.Redacted, SecretUnreadable>
  }
>() {
  /** A cipher over 32-byte keys: the first seals, all of them open. */
  static readonly fromKeys = (
    keys: Array.NonEmptyReadonlyArray<Redacted.Redacted<Uint8Array>>
  ): CredentialCipher["Type"] => {
    const [newest] = keys
    const keyId = idOf(Redacted.value(newest))
    const byId = new Map(keys.map((key) => [idOf(Redacted.value(key)), key]))
    return {
      keyId,
      seal: (owner, secret) =>
        Effect.sync(() => {
          const iv = randomBytes(12)
          const cipher = createCipheriv(algorithm, Redacted.value(newest), iv).setAAD(Buffer.from(owner))
          const ciphertext = Buffer.concat([cipher.update(Redacted.value(secret), "utf8"), cipher.final()])
          return {
            keyId,
            iv: iv.toString("base64"),
            ciphertext: ciphertext.toString("base64"),
            tag: cipher.getAuthTag().toString("base64")
          }
        }),
      open: (owner, sealed) => {
        const key = byId.get(sealed.keyId)
        return key === undefined
          ? Effect.fail(new SecretUnreadable({ keyId: sealed.keyId, reason: "UnknownKey" }))
          : Effect.try({
              try: () => {
                const decipher = createDecipheriv(
                  algorithm,
                  Redacted.value(key),
                  Buffer.from(sealed.iv, "base64")
                )
                  .setAAD(Buffer.from(owner))
                  .setAuthTag(Buffer.from(sealed.tag, "base64"))
                const text = Buffer.concat([
                  decipher.update(Buffer.from(sealed.ciphertext, "base64")),
                  decipher.final()
                ])
                return Redacted.make(text.toString("utf8"))
              },
              catch: () => new SecretUnreadable({ keyId: sealed.keyId, reason: "Altered" })
            })
      }
    }
  }

  static readonly layerConfig = Layer.effect(
    CredentialCipher,
    Effect.map(EncryptionKeysConfig, CredentialCipher.fromKeys)
  )
}
