import { HttpApp, HttpMiddleware, HttpServerRequest } from "@effect/platform"
import { Clock, Effect } from "effect"
import { serverRequest } from "../telemetry/Metrics.ts"

/** Logs and measures requests, by method and status; their paths would be too many. */
export const measuredRequests = HttpMiddleware.make((app) =>
  Effect.gen(function* () {
    const begun = yield* Clock.currentTimeMillis
    yield* HttpApp.appendPreResponseHandler((request: HttpServerRequest.HttpServerRequest, response) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.as(
          serverRequest.update((now - begun) / 1000, {
            "http.request.method": request.method,
            "http.response.status_code": String(response.status)
          }),
          response
        )
      )
    )
    return yield* HttpMiddleware.logger(app)
  })
)
