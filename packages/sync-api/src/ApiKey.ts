import { HttpApiMiddleware, HttpApiSecurity, OpenApi } from "@effect/platform"
import { RpcMiddleware } from "@effect/rpc"
import { Unauthorized } from "./ApiErrors.ts"

/** Demands the API key as a bearer token of an HTTP request. */
export class HttpApiKey extends HttpApiMiddleware.Tag<HttpApiKey>()("@openfaith/sync-api/HttpApiKey", {
  failure: Unauthorized,
  security: {
    bearer: HttpApiSecurity.annotateContext(
      HttpApiSecurity.bearer,
      OpenApi.annotations({ description: "The engine's API key" })
    )
  }
}) {}

/**
 * Demands the API key of a remote procedure call. It is in the header `authorization`, as a bearer token; headers of the HTTP
 * request count as headers of each call in it.
 */
export class RpcApiKey extends RpcMiddleware.Tag<RpcApiKey>()("@openfaith/sync-api/RpcApiKey", {
  failure: Unauthorized
}) {}
