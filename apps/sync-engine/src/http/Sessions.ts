import { Unauthorized } from "@openfaith/sync-api"
import { Clock, Context, Duration, Effect, Layer, Option, Redacted } from "effect"
import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto"
import { ApiKeyConfig, EncryptionKeyConfig } from "../config/SecurityConfig.ts"

/** How long a session lasts. */
export const sessionLength = Duration.hours(12)

/**
 * Sessions of browsers. A session is its own proof: when it ends, sealed with a key that all nodes of the cluster derive
 * from `ENCRYPTION_KEY` and `API_KEY`. So any node knows it, and it is worth nothing once the API key is another.
 */
export class Sessions extends Context.Tag("@openfaith/sync-engine/Sessions")<
  Sessions,
  {
    /** A new session; only after the key was checked. */
    readonly open: Effect.Effect<Redacted.Redacted>
    /** Whether this node made it, or another of the cluster, and it has not ended. */
    readonly check: (session: Redacted.Redacted) => Effect.Effect<void, Unauthorized>
  }
>() {
  static readonly layerConfig = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const apiKey = Option.getOrElse(yield* ApiKeyConfig, () => Redacted.make(""))
      const encryptionKey = yield* EncryptionKeyConfig
      const salt = createHash("sha256").update(Redacted.value(apiKey)).digest()
      const key = new Uint8Array(
        hkdfSync("sha256", Redacted.value(encryptionKey), salt, "openfaith session", 32)
      )
      const sealOf = (end: string) => createHmac("sha256", key).update(end).digest()
      return {
        open: Effect.map(Clock.currentTimeMillis, (now) => {
          const end = String(now + Duration.toMillis(sessionLength))
          return Redacted.make(`${end}.${sealOf(end).toString("base64url")}`)
        }),
        check: (session) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            const [end = "", seal = ""] = Redacted.value(session).split(".")
            const expected = sealOf(end)
            const given = Buffer.from(seal, "base64url")
            const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
            return isOurs && now < Number(end) ? Effect.void : Effect.fail(new Unauthorized())
          })
      }
    })
  )
}
