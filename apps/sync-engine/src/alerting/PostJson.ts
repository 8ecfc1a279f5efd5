import { type HttpClient, type HttpClientError, HttpClientRequest } from "@effect/platform"
import { Effect, Redacted } from "effect"
import { NotDelivered } from "./AlertChannel.ts"

const mostOfAnAnswer = 200

const unreachable = (error: HttpClientError.HttpClientError) =>
  new NotDelivered({
    reason: "unreachable",
    // The error's own message quotes the address.
    detail: String(error.cause instanceof Error ? error.cause.message : error.reason),
    retryAfterSeconds: null
  })

/** Posts a body of JSON; any answer but 2xx is a refusal, a redirect too. */
export const postJson = Effect.fnUntraced(function* (
  client: HttpClient.HttpClient,
  options: {
    readonly url: Redacted.Redacted
    readonly body: string
    readonly headers?: Readonly<Record<string, string>>
  }
) {
  const request = HttpClientRequest.post(Redacted.value(options.url)).pipe(
    HttpClientRequest.setHeaders({ ...options.headers }),
    HttpClientRequest.bodyText(options.body, "application/json")
  )
  const response = yield* Effect.mapError(client.execute(request), unreachable)
  if (response.status >= 200 && response.status < 300) return
  const words = yield* Effect.orElseSucceed(response.text, () => "")
  const seconds = Number(response.headers["retry-after"])
  return yield* new NotDelivered({
    reason: "refused",
    detail: `status ${response.status} ${words.slice(0, mostOfAnAnswer)}`.trim(),
    retryAfterSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null
  })
}, Effect.scoped)
