import { type Headers, HttpRouter, HttpServerRequest } from "@effect/platform"
import {
  type Caller,
  HttpApiKey,
  RpcApiKey,
  sameOriginHeader,
  type ServiceUnavailable,
  sessionCookie,
  Unauthorized
} from "@openfaith/sync-api"
import { Cache, Context, Duration, Effect, Exit, Layer, Option, Predicate, Redacted } from "effect"
import { timingSafeEqual } from "node:crypto"
import { ApiKeyConfig } from "../config/SecurityConfig.ts"
import { digestOf, isKeyShaped } from "../credentials/ApiKeyText.ts"
import { answering } from "../service/Answering.ts"
import { ApiKeyStore, type KeyName } from "../stores/ApiKeyStore.ts"
import { permit, scopeOf, scopeOfRoute } from "./Access.ts"
import { RateLimits } from "./RateLimits.ts"
import { Sessions } from "./Sessions.ts"

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

/** How long a node goes on believing what it read of a key: so late may a key that is revoked end. */
export const believedFor = Duration.seconds(5)

// More keys than are used at once; what strangers guess does not push known ones out for long.
const remembered = 1_000

const environment: Caller["Type"] = { keyId: "environment", scope: "admin", organizations: null }

type Known = Effect.Effect<Caller["Type"], Unauthorized | ServiceUnavailable>

/** Tells who presents a key, in a time that says nothing of how much of it is right. */
export class ApiKeys extends Context.Tag("@openfaith/sync-engine/ApiKeys")<
  ApiKeys,
  {
    /** Whether there is a key in the environment. */
    readonly required: boolean
    readonly caller: (key: Redacted.Redacted, headers: Headers.Headers) => Known
    /** Who presented the key of this id earlier, if it may still be used. */
    readonly callerOf: (keyId: string) => Known
  }
>() {
  /**
   * The key of the environment is an administrator's, so that there is a way in to make others. Without it every caller
   * on this machine is one, but for the pages of other origins in its browsers: such a node listens on loopback only.
   */
  static readonly layerConfig = Layer.effect(
    ApiKeys,
    Effect.gen(function* () {
      const store = yield* ApiKeyStore
      const expected = Option.map(yield* ApiKeyConfig, digestOf)
      const remembering = (nameOf: (key: string) => KeyName) =>
        Effect.map(
          Cache.makeWith({
            capacity: remembered,
            lookup: (key: string) => answering(store.use(nameOf(key))),
            timeToLive: (exit) => (Exit.isSuccess(exit) ? believedFor : Duration.zero)
          }),
          (cache) =>
            (key: string): Known =>
              Effect.flatMap(
                cache.get(key),
                Effect.mapError(() => new Unauthorized())
              )
        )
      const byDigest = yield* remembering((hex) => ({ digest: Buffer.from(hex, "hex") }))
      const byId = yield* remembering((keyId) => ({ keyId }))
      const isEnvironments = (digest: Buffer) =>
        Option.exists(expected, (known) => timingSafeEqual(known, digest))

      return {
        required: Option.isSome(expected),
        caller: (key, headers) => {
          if (Option.isNone(expected))
            return isForeign(headers) ? Effect.fail(new Unauthorized()) : Effect.succeed(environment)
          const digest = digestOf(key)
          if (isEnvironments(digest)) return Effect.succeed(environment)
          return isKeyShaped(Redacted.value(key))
            ? byDigest(digest.toString("hex"))
            : Effect.fail(new Unauthorized())
        },
        callerOf: (keyId) => (keyId === environment.keyId ? Effect.succeed(environment) : byId(keyId))
      }
    })
  )
}

const changesNothing: ReadonlySet<string> = new Set(["GET", "HEAD"])

const bearer = /^Bearer +(.+)$/i

const presented = (headers: Headers.Headers): Redacted.Redacted =>
  Redacted.make(bearer.exec(headers["authorization"] ?? "")?.[1] ?? "")

/** Who asks by a browser's session. */
export const callerOfSession = Effect.gen(function* () {
  const keys = yield* ApiKeys
  const sessions = yield* Sessions
  return (cookies: Readonly<Record<string, string>>): Known =>
    Effect.flatMap(sessions.check(Redacted.make(cookies[sessionCookie.key] ?? "")), keys.callerOf)
})

/** The key of HTTP requests, or the session that stands for it. */
export const layerHttp = Layer.effect(
  HttpApiKey,
  Effect.gen(function* () {
    const keys = yield* ApiKeys
    const limits = yield* RateLimits
    const ofSession = yield* callerOfSession
    const admit = Effect.gen(function* () {
      const { cookies, headers, method } = yield* HttpServerRequest.HttpServerRequest
      const { params, route } = yield* HttpRouter.RouteContext
      // Browsers send a cookie whoever asks them to; this header, only for a page of this very origin.
      const isSession =
        headers["authorization"] === undefined &&
        cookies[sessionCookie.key] !== undefined &&
        (changesNothing.has(method) || headers[sameOriginHeader.name] === sameOriginHeader.value)
      const caller = yield* isSession ? ofSession(cookies) : keys.caller(presented(headers), headers)
      yield* limits.ofKey(caller.keyId)
      return yield* permit(caller, {
        scope: scopeOfRoute(route.method, route.path),
        orgId: params["orgId"] ?? null
      })
    })
    // The platform tries one way after the other and tells the last one's refusal; so both say the same.
    return { bearer: () => admit, session: () => admit }
  })
)

/** The key of remote procedure calls. */
export const layerRpc = Layer.effect(
  RpcApiKey,
  Effect.map(Effect.all([ApiKeys, RateLimits]), ([keys, limits]) =>
    RpcApiKey.of(({ headers, payload, rpc }) =>
      Effect.gen(function* () {
        const caller = yield* keys.caller(presented(headers), headers)
        yield* limits.ofKey(caller.keyId)
        return yield* permit(caller, {
          scope: scopeOf(rpc.annotations),
          orgId: Predicate.hasProperty(payload, "orgId") ? String(payload.orgId) : null
        })
      })
    )
  )
)
