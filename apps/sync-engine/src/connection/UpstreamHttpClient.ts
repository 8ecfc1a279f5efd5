import { Headers, HttpClient, HttpClientError, type HttpClientRequest, UrlParams } from "@effect/platform"
import { NodeHttpClient, type Undici } from "@effect/platform-node"
import { Effect, Layer, Option } from "effect"
import { UpstreamConfig } from "../config/UpstreamConfig.ts"
import { inSpan } from "../telemetry/InSpan.ts"
import { clientRequest } from "../telemetry/Metrics.ts"
import { calledOff, incomingBody } from "./UpstreamBody.ts"
import { UpstreamResponse } from "./UpstreamResponse.ts"

type Send = (
  request: HttpClientRequest.HttpClientRequest,
  url: URL
) => Effect.Effect<UpstreamResponse, HttpClientError.RequestError>

const bytesOf = ({ body }: HttpClientRequest.HttpClientRequest): Uint8Array | null =>
  body._tag === "Uint8Array" ? body.body : null

/** What `AbortSignal.timeout` gives as its reason, by whose name adapters know it. */
const timedOut = () => new DOMException("no whole answer in time", "TimeoutError")

/** One exchange: the effect ends with the answer's headers, the time when its body ended. */
const sending =
  (dispatcher: Undici.Dispatcher, timeoutMillis: number): Send =>
  (request, url) =>
    Effect.async((resume) => {
      const begunAt = performance.now()
      const body = incomingBody()
      let hasHeaders = false
      const measure = (attributes: Readonly<Record<string, string>>) =>
        clientRequest.note((performance.now() - begunAt) / 1000, attributes)
      const fail = (cause: Error) => {
        clearTimeout(timer)
        if (hasHeaders) body.fail(cause)
        else {
          measure({ "error.type": cause.name === "AbortError" ? "interrupted" : "Transport" })
          resume(Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause })))
        }
      }
      const giveUp = (reason: Error) => {
        body.abort(reason)
        fail(reason)
      }
      const timer = setTimeout(() => giveUp(timedOut()), timeoutMillis)
      const isInformational = (status: number): boolean => status < 200
      dispatcher.dispatch(
        {
          method: request.method,
          origin: url.origin,
          path: url.pathname + url.search,
          headers: request.headers,
          body: bytesOf(request),
          // The timer is for all of it.
          headersTimeout: 0,
          bodyTimeout: 0
        },
        {
          onRequestStart: (controller) => body.begin(controller),
          onResponseStart: (_controller, status, headers) => {
            if (isInformational(status)) return
            hasHeaders = true
            measure({ "http.response.status_code": String(status) })
            resume(Effect.succeed(new UpstreamResponse(request, status, Headers.fromInput(headers), body)))
          },
          onResponseData: (_controller, chunk) => body.push(chunk),
          onResponseEnd: () => {
            clearTimeout(timer)
            body.end()
          },
          onResponseError: (_controller, cause) => fail(cause)
        }
      )
      return Effect.sync(() => giveUp(calledOff()))
    })

const traced =
  (send: Send): Send =>
  (request, url) =>
    inSpan(send(request, url), `http.client ${request.method}`, {
      kind: "client",
      attributes: {
        "http.request.method": request.method,
        "server.address": url.hostname,
        "url.full": url.href
      },
      success: ({ status }) => ({ "http.response.status_code": status })
    })

const isSendable = ({ body }: HttpClientRequest.HttpClientRequest): boolean =>
  body._tag === "Empty" || body._tag === "Uint8Array"

const execute =
  (send: Send) =>
  (
    request: HttpClientRequest.HttpClientRequest
  ): Effect.Effect<UpstreamResponse, HttpClientError.RequestError> => {
    const url = UrlParams.makeUrl(request.url, request.urlParams, Option.none())
    if (url._tag === "Left")
      return new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause: url.left })
    return isSendable(request)
      ? send(request, url.right)
      : new HttpClientError.RequestError({ request, reason: "Encode", description: "a body that streams" })
  }

/**
 * The HTTP client towards sources. Connections are kept alive; no redirect is followed; headers of traces stay here;
 * headers and body together have the time of `PCO_TIMEOUT_SECONDS`, after which the cause is a `TimeoutError`; every
 * request is measured. Request bodies are bytes or nothing.
 *
 * It drives undici itself, since a page is read for every few dozen rows.
 *
 * @see docs/decisions/0025-a-client-for-pages.md
 */
export const layer = Layer.scoped(
  HttpClient.HttpClient,
  Effect.gen(function* () {
    const { timeoutSeconds } = yield* UpstreamConfig
    const dispatcher = yield* NodeHttpClient.makeDispatcher
    const send = execute(traced(sending(dispatcher, timeoutSeconds * 1000)))
    return HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
      Effect.flatMap(send),
      Effect.succeed
    )
  })
)
