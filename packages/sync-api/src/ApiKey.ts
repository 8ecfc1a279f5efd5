import { HttpApiMiddleware, HttpApiSecurity, OpenApi } from "@effect/platform"
import { RpcMiddleware } from "@effect/rpc"
import { Schema } from "effect"
import { Forbidden, ServiceUnavailable, TooManyRequests, Unauthorized } from "./ApiErrors.ts"
import { Caller } from "./Caller.ts"

const refusals = Schema.Union(Unauthorized, Forbidden, TooManyRequests, ServiceUnavailable)

/** The cookie that stands for the key in a browser. */
export const sessionCookie = HttpApiSecurity.apiKey({ key: "openfaith-session", in: "cookie" }).pipe(
  HttpApiSecurity.annotateContext(
    OpenApi.annotations({
      description:
        "A browser's session. A request that changes something needs the header `x-requested-with: openfaith` beside it"
    })
  )
)

/**
 * The header that a request by cookie carries when it changes something. Pages of other origins cannot send it: no
 * answer of the engine allows them to.
 */
export const sameOriginHeader = { name: "x-requested-with", value: "openfaith" } as const

/**
 * Demands an API key as a bearer token of an HTTP request, or a session that stands for it; and that the key is for the
 * operation's scope and organisation.
 */
export class HttpApiKey extends HttpApiMiddleware.Tag<HttpApiKey>()("@openfaith/sync-api/HttpApiKey", {
  failure: refusals,
  provides: Caller,
  security: {
    bearer: HttpApiSecurity.annotateContext(
      HttpApiSecurity.bearer,
      OpenApi.annotations({ description: "An API key" })
    ),
    session: sessionCookie
  }
}) {}

/**
 * Demands the same of a remote procedure call. The key is in the header `authorization`, as a bearer token; headers of the HTTP
 * request count as headers of each call in it.
 */
export class RpcApiKey extends RpcMiddleware.Tag<RpcApiKey>()("@openfaith/sync-api/RpcApiKey", {
  failure: refusals,
  provides: Caller
}) {}
