import { HttpApiMiddleware, HttpApiSecurity, OpenApi } from "@effect/platform"
import { RpcMiddleware } from "@effect/rpc"
import { Unauthorized } from "./ApiErrors.ts"

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

/** Demands the API key as a bearer token of an HTTP request, or a session that stands for it. */
export class HttpApiKey extends HttpApiMiddleware.Tag<HttpApiKey>()("@openfaith/sync-api/HttpApiKey", {
  failure: Unauthorized,
  security: {
    bearer: HttpApiSecurity.annotateContext(
      HttpApiSecurity.bearer,
      OpenApi.annotations({ description: "The engine's API key" })
    ),
    session: sessionCookie
  }
}) {}

/**
 * Demands the API key of a remote procedure call. It is in the header `authorization`, as a bearer token; headers of the HTTP
 * request count as headers of each call in it.
 */
export class RpcApiKey extends RpcMiddleware.Tag<RpcApiKey>()("@openfaith/sync-api/RpcApiKey", {
  failure: Unauthorized
}) {}
