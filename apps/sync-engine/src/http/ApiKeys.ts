import { HttpApiKey, RpcApiKey, Unauthorized } from "@openfaith/sync-api"
import { Context, Effect, Layer, Option, Redacted } from "effect"
import { createHash, timingSafeEqual } from "node:crypto"
import { ApiKeyConfig } from "../config/SecurityConfig.ts"

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

/** Tells whether a key is the node's own, in a time that says nothing of how much of it is right. */
export class ApiKeys extends Context.Tag("@openfaith/sync-engine/ApiKeys")<
  ApiKeys,
  { readonly check: (key: Redacted.Redacted) => Effect.Effect<void, Unauthorized> }
>() {
  /** Without a configured key every caller is let in: such a node listens on loopback only. */
  static readonly layerConfig = Layer.effect(
    ApiKeys,
    Effect.map(ApiKeyConfig, (configured) => {
      const expected = Option.map(configured, (key) => digest(Redacted.value(key)))
      return {
        check: (key) =>
          Option.isNone(expected) || timingSafeEqual(expected.value, digest(Redacted.value(key)))
            ? Effect.void
            : Effect.fail(new Unauthorized())
      }
    })
  )
}

/** The key of HTTP requests. */
export const layerHttp = Layer.effect(
  HttpApiKey,
  Effect.map(ApiKeys, ({ check }) => ({ bearer: (key: Redacted.Redacted) => check(key) }))
)

const bearer = /^Bearer +(.+)$/i

/** The key of remote procedure calls. */
export const layerRpc = Layer.effect(
  RpcApiKey,
  Effect.map(ApiKeys, ({ check }) =>
    RpcApiKey.of(({ headers }) =>
      check(Redacted.make(bearer.exec(headers["authorization"] ?? "")?.[1] ?? ""))
    )
  )
)
