import { HttpClient, type HttpClientRequest } from "@effect/platform"
import { Effect, Either } from "effect"

/** The head of the answer to a request of the doctor, or why there was none. */
export const ask = Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
  const client = HttpClient.withTracerPropagation(yield* HttpClient.HttpClient, false)
  return yield* client.execute(request).pipe(
    Effect.timeout("10 seconds"),
    Effect.scoped,
    Effect.map(({ headers, status }) => Either.right({ headers, status })),
    Effect.catchAll((error) =>
      Effect.succeed(Either.left(error._tag === "TimeoutException" ? "no answer within 10 s" : error.message))
    )
  )
})
