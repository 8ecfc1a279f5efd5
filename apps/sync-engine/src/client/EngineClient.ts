import {
  FetchHttpClient,
  HttpClient,
  HttpClientError,
  HttpClientRequest,
  type HttpClientResponse
} from "@effect/platform"
import { RpcClient, RpcClientError, type RpcMessage, RpcSerialization } from "@effect/rpc"
import { SyncRpcs } from "@openfaith/sync-api"
import { Effect, Layer, Redacted } from "effect"

/** Where a running engine is reached, and with which key; an empty key for a node that has none. */
export interface EngineAddress {
  readonly url: string
  readonly apiKey: Redacted.Redacted
}

/** Whether an answer is a stream of replies, and not a page of whatever else listens at the address. */
export const isOfEngine = ({ headers }: HttpClientResponse.HttpClientResponse): boolean =>
  (headers["content-type"] ?? "").includes("ndjson")

const layerHttp = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(HttpClient.HttpClient, (client) =>
    client.pipe(
      HttpClient.filterStatusOk,
      HttpClient.transformResponse(
        Effect.filterOrFail(
          isOfEngine,
          (response) =>
            new HttpClientError.ResponseError({ request: response.request, response, reason: "Decode" })
        )
      )
    )
  )
)

/** An answer that ended before it was whole. */
export const endedEarly = new RpcClientError.RpcClientError({
  reason: "Protocol",
  message: "The answer ended before it was whole"
})

type AnswerExit = Extract<RpcMessage.FromServerEncoded, { readonly _tag: "Exit" }>["exit"]
type AnswerCause = Extract<AnswerExit, { readonly _tag: "Failure" }>["cause"]

const isInterrupted = (cause: AnswerCause): boolean =>
  cause._tag === "Sequential" || cause._tag === "Parallel"
    ? isInterrupted(cause.left) && isInterrupted(cause.right)
    : cause._tag === "Interrupt" || cause._tag === "Empty"

/**
 * A node that leaves breaks its answers off, or says that it interrupts them: callers would wait forever for the rest, or end
 * as if they had been told to. They hear that the answer ended early.
 */
const layerWholeAnswers = Layer.effect(
  RpcClient.Protocol,
  Effect.map(RpcClient.Protocol, (protocol) => {
    const open = new Set<string>()
    return RpcClient.Protocol.of({
      ...protocol,
      run: (write) =>
        protocol.run((message) => {
          if (message._tag !== "Exit") return write(message)
          const { exit, requestId } = message
          if (exit._tag === "Failure" && isInterrupted(exit.cause)) return Effect.void
          open.delete(requestId)
          return write(message)
        }),
      send: (message, transferables) => {
        if (message._tag !== "Request") return protocol.send(message, transferables)
        open.add(message.id)
        return protocol
          .send(message, transferables)
          .pipe(
            Effect.zipRight(Effect.suspend(() => (open.has(message.id) ? endedEarly : Effect.void))),
            Effect.ensuring(Effect.sync(() => open.delete(message.id)))
          )
      }
    })
  })
)

const layerProtocol = ({ apiKey, url }: EngineAddress) =>
  layerWholeAnswers.pipe(
    Layer.provide(
      RpcClient.layerProtocolHttp({
        url: `${url}/rpc`,
        transformClient: HttpClient.mapRequest(HttpClientRequest.bearerToken(apiKey))
      })
    ),
    Layer.provide(layerHttp),
    Layer.provide([FetchHttpClient.layer, RpcSerialization.layerNdjson])
  )

/** A client of the engine's remote procedures. */
export const make = (address: EngineAddress) =>
  Effect.flatMap(Layer.build(layerProtocol(address)), (context) =>
    Effect.provide(RpcClient.make(SyncRpcs), context)
  )

/** What {@link make} yields. */
export type EngineClient = Effect.Effect.Success<ReturnType<typeof make>>
