import { HttpApp, HttpServerError, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import { InvalidRequest, PayloadTooLarge, ServiceUnavailable, TooManyRequests } from "@openfaith/sync-api"
import { Cause, Effect, Option } from "effect"
import { RateLimitConfig } from "../config/RateLimitConfig.ts"
import { withBoundedBody } from "./BoundedBody.ts"
import { clientAddress } from "./ClientAddress.ts"
import { RateLimits } from "./RateLimits.ts"
import { securityHeaders } from "./SecurityHeaders.ts"

/** The largest body that is read, in bytes; no operation needs more than a few hundred. */
export const maxBodyBytes = 1024 * 1024

const tooLarge = new PayloadTooLarge({ limitBytes: maxBodyBytes })
const notJson = new InvalidRequest({ issues: [{ path: "", message: "Expected a body of JSON" }] })

const declaredLength = (request: HttpServerRequest.HttpServerRequest): number =>
  Number(request.headers["content-length"] ?? 0)

const isUnreadableBody = (defect: unknown): defect is HttpServerError.RequestError =>
  HttpServerError.isServerError(defect) && defect._tag === "RequestError"

// The platform reports a body it cannot read as a defect: too long, cut off, or no JSON.
const bodyFault = (defect: HttpServerError.RequestError): InvalidRequest | PayloadTooLarge =>
  defect.cause instanceof SyntaxError ? notJson : tooLarge

/** What is wrong with the request, when that is why the route failed; the platform's types do not tell. */
const requestFault = (cause: Cause.Cause<unknown>): Option.Option<InvalidRequest | PayloadTooLarge> => {
  const defect = Option.filter(Cause.dieOption(cause), isUnreadableBody)
  if (Option.isSome(defect)) return Option.some(bodyFault(defect.value))
  const failure = Cause.failureOption(cause)
  return failure._tag === "Some" && failure.value instanceof HttpApiDecodeError
    ? Option.some(InvalidRequest.fromDecodeError(failure.value))
    : Option.none()
}

/** What the body of the answer says, for those who read its headers alone. */
const sayWhenToRetry = (cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  const seconds = Option.flatMapNullable(Cause.failureOption(cause), (error) =>
    error instanceof ServiceUnavailable || error instanceof TooManyRequests ? error.retryAfterSeconds : null
  )
  return Option.match(seconds, {
    onNone: () => Effect.void,
    onSome: (seconds) =>
      HttpApp.appendPreResponseHandler((_, response) =>
        Effect.succeed(HttpServerResponse.setHeader(response, "retry-after", String(seconds)))
      )
  })
}

/**
 * Stands before every route: bounds what one client asks and how much a body holds, answers bad requests with a typed
 * error that never quotes what was sent (it may be a secret), and adds the headers that browsers want.
 */
export const guard = Effect.gen(function* () {
  const limits = yield* RateLimits
  const { trustedProxies } = yield* RateLimitConfig
  const addSecurityHeaders = yield* securityHeaders
  return (app: HttpApp.Default): HttpApp.Default<InvalidRequest | PayloadTooLarge | TooManyRequests> =>
    Effect.gen(function* () {
      // Set for whatever answers in the end: errors get their response behind this guard.
      yield* HttpApp.appendPreResponseHandler((request, response) =>
        Effect.succeed(addSecurityHeaders(request, response))
      )
      const request = yield* HttpServerRequest.HttpServerRequest
      yield* limits.ofAddress(clientAddress(request, trustedProxies))
      if (declaredLength(request) > maxBodyBytes) return yield* tooLarge
      const bounded = yield* withBoundedBody(request, maxBodyBytes)
      return yield* Effect.provideService(app, HttpServerRequest.HttpServerRequest, bounded)
    }).pipe(
      Effect.tapErrorCause(sayWhenToRetry),
      Effect.catchAllCause((cause) =>
        Effect.failCause<InvalidRequest | PayloadTooLarge | TooManyRequests>(
          Option.match(requestFault(cause), { onNone: () => cause, onSome: (fault) => Cause.fail(fault) })
        )
      )
    )
})
