import { type Headers, HttpServerRequest } from "@effect/platform"
import { HttpApiKey, RpcApiKey, sameOriginHeader, Unauthorized } from "@openfaith/sync-api"
import { Context, Effect, Layer, Option, Redacted } from "effect"
import { createHash, timingSafeEqual } from "node:crypto"
import { ApiKeyConfig } from "../config/SecurityConfig.ts"
import { Sessions } from "./Sessions.ts"

const digest = (text: string): Buffer => createHash("sha256").update(text).digest()

/**
 * Whether a request was made by a page of another origin. Only browsers send these headers, and pages cannot change them;
 * a page that had its name resolve to this machine still calls it by that name.
 */
export const isForeign = (headers: Headers.Headers): boolean => {
  const site = headers["sec-fetch-site"]
  const host = (headers["host"] ?? "").replace(/:\d+$/, "")
  return (
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)
  )
}

/** Tells whether a key is the node's own, in a time that says nothing of how much of it is right. */
export class ApiKeys extends Context.Tag("@openfaith/sync-engine/ApiKeys")<
  ApiKeys,
  {
    /** Whether there is a key. */
    readonly required: boolean
    readonly check: (key: Redacted.Redacted, headers: Headers.Headers) => Effect.Effect<void, Unauthorized>
  }
>() {
  /**
   * Without a configured key every caller on this machine is let in, but for the pages of other origins in its browsers:
   * such a node listens on loopback only.
   */
  static readonly layerConfig = Layer.effect(
    ApiKeys,
    Effect.map(ApiKeyConfig, (configured) => {
      const expected = Option.map(configured, (key) => digest(Redacted.value(key)))
      return {
        required: Option.isSome(expected),
        check: (key, headers) =>
          (
            Option.isNone(expected)
              ? !isForeign(headers)
              : timingSafeEqual(expected.value, digest(Redacted.value(key)))
          )
            ? Effect.void
            : Effect.fail(new Unauthorized())
      }
    })
  )
}

const changesNothing: ReadonlySet<string> = new Set(["GET", "HEAD"])

/** The key of HTTP requests, or the session that stands for it. */
export const layerHttp = Layer.effect(
  HttpApiKey,
  Effect.gen(function* () {
    const keys = yield* ApiKeys
    const sessions = yield* Sessions
    return {
      bearer: (key: Redacted.Redacted) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) => keys.check(key, headers)),
      session: (session: Redacted.Redacted) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers, method }) =>
          // Browsers send a cookie whoever asks them to; this header, only for a page of this very origin.
          changesNothing.has(method) || headers[sameOriginHeader.name] === sameOriginHeader.value
            ? sessions.check(session)
            : Effect.fail(new Unauthorized())
        )
    }
  })
)

const bearer = /^Bearer +(.+)$/i

/** The key of remote procedure calls. */
export const layerRpc = Layer.effect(
  RpcApiKey,
  Effect.map(ApiKeys, ({ check }) =>
    RpcApiKey.of(({ headers }) =>
      check(Redacted.make(bearer.exec(headers["authorization"] ?? "")?.[1] ?? ""), headers)
    )
  )
)
