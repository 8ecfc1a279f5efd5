import {
  type AdapterError,
  type BudgetReport,
  type JsonValue,
  UpstreamUnavailable
} from "@openfaith/adapter-core"
import { type HttpClient, HttpClientRequest, type HttpClientResponse } from "@effect/platform"
import { Clock, Effect } from "effect"
import type { PcoSettings } from "../PcoOptions.ts"
import { readBody } from "./BodyReader.ts"
import { budgetOf } from "./Budget.ts"
import { jsonBody } from "./JsonBody.ts"
import { type FailedAnswer, statusError } from "./StatusError.ts"
import { timeoutOf } from "./Timeout.ts"

/** A successful answer, parsed but unread. */
export interface Answer {
  readonly body: JsonValue
  readonly bytes: number
  readonly budget: BudgetReport | null
  /** The source's own time, milliseconds since the epoch. */
  readonly answeredAt: number | null
  readonly processedAsVersion: string | null
}

/** What an answer that is no success means; `statusError` unless the endpoint has refusals of its own. */
export type Refusal = (answer: FailedAnswer) => AdapterError

/** Sends one request to one URL of ours and reads its answer. */
export type Exchange = (
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  refusal?: Refusal
) => Effect.Effect<Answer, AdapterError>

const timeOf = (date: string | undefined): number | null => {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) ? null : time
}

const answerOf = (
  response: HttpClientResponse.HttpClientResponse,
  url: URL,
  limitBytes: number,
  refusal: Refusal
): Effect.Effect<Answer, AdapterError> =>
  Effect.gen(function* () {
    // A client may compute these anew at every look.
    const { headers, status } = response
    if (status < 200 || status > 299) {
      // The status decides; the words of an unreadable body are no loss.
      const body = yield* readBody(response, limitBytes).pipe(Effect.orElseSucceed(() => Buffer.alloc(0)))
      const nowMillis = yield* Clock.currentTimeMillis
      return yield* Effect.fail(refusal({ status, headers, url, nowMillis, body: body.toString("utf8") }))
    }
    const body = yield* readBody(response, limitBytes)
    return {
      body: yield* jsonBody(headers["content-type"], body),
      bytes: body.length,
      budget: budgetOf(headers),
      answeredAt: timeOf(headers["date"]),
      processedAsVersion: headers["x-pco-api-processed-as-version"] ?? null
    }
  })

/**
 * An exchange is exactly one HTTP request: never repeated, bounded in bytes and, by its client, in time.
 */
export const makeExchange = (client: HttpClient.HttpClient, settings: PcoSettings): Exchange => {
  const headers = { "user-agent": settings.userAgent, accept: "application/json" }
  return (request, url, refusal = statusError) =>
    client.execute(HttpClientRequest.modify(request, { url: url.href, headers })).pipe(
      // The client's error holds the request with its credential; only what caused it may travel.
      Effect.mapError(
        ({ cause }) =>
          timeoutOf(cause) ?? new UpstreamUnavailable({ status: null, reason: "transport", cause })
      ),
      Effect.flatMap((response) => answerOf(response, url, settings.maxBodyBytes, refusal))
    )
}
