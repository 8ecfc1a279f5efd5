import { Unauthorized } from "@openfaith/sync-api"
import { Array, Clock, Context, Duration, Effect, Layer, Option, Redacted } from "effect"
import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto"
import { ApiKeyConfig, EncryptionKeysConfig } from "../config/SecurityConfig.ts"

/** How long a session lasts. */
export const sessionLength = Duration.hours(12)

/**
 * Sessions of browsers. A session is its own proof: whose key opened it and when it ends, sealed with a key that all nodes
 * of the cluster derive from `ENCRYPTION_KEY` and `API_KEY`. So any node knows it, and it is worth nothing once one of
 * these is another, or the key that opened it has ended.
 */
export class Sessions extends Context.Tag("@openfaith/sync-engine/Sessions")<
  Sessions,
  {
    /** A new session of the key of this id; only after the key was checked. */
    readonly open: (keyId: string) => Effect.Effect<Redacted.Redacted>
    /** The id of the key that opened it, if a node of this cluster made it and it has not ended. */
    readonly check: (session: Redacted.Redacted) => Effect.Effect<string, Unauthorized>
  }
>() {
  static readonly layerConfig = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const apiKey = Option.getOrElse(yield* ApiKeyConfig, () => Redacted.make(""))
      const encryptionKeys = yield* EncryptionKeysConfig
      const salt = createHash("sha256").update(Redacted.value(apiKey)).digest()
      const sealing = Array.map(encryptionKeys, (encryptionKey) => {
        const key = new Uint8Array(
          hkdfSync("sha256", Redacted.value(encryptionKey), salt, "openfaith session", 32)
        )
        return (keyId: string, end: string) => createHmac("sha256", key).update(`${keyId}.${end}`).digest()
      })
      const [sealOf] = sealing
      return {
        open: (keyId) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            const end = String(now + Duration.toMillis(sessionLength))
            return Redacted.make(`${keyId}.${end}.${sealOf(keyId, end).toString("base64url")}`)
          }),
        check: (session) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            const [keyId = "", end = "", seal = ""] = Redacted.value(session).split(".")
            const given = Buffer.from(seal, "base64url")
            const isOurs = sealing.some((sealOf) => {
              const expected = sealOf(keyId, end)
              return given.length === expected.length && timingSafeEqual(given, expected)
            })
            return isOurs && now < Number(end) ? Effect.succeed(keyId) : Effect.fail(new Unauthorized())
          })
      }
    })
  )
}
