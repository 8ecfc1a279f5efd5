import { FetchHttpClient, HttpClient, HttpClientRequest } from "@effect/platform"
import { RpcClient, RpcSerialization } from "@effect/rpc"
import { SyncRpcs } from "@openfaith/sync-api"
import { Effect, Layer, Redacted } from "effect"

/** Where a running engine is reached, and with which key. */
export interface EngineAddress {
  readonly url: string
  readonly apiKey: Redacted.Redacted
}

const layerProtocol = ({ apiKey, url }: EngineAddress) =>
  RpcClient.layerProtocolHttp({
    url: `${url}/rpc`,
    transformClient: HttpClient.mapRequest(HttpClientRequest.bearerToken(apiKey))
  }).pipe(Layer.provide([FetchHttpClient.layer, RpcSerialization.layerNdjson]))

/** A client of the engine's remote procedures. */
export const make = (address: EngineAddress) =>
  Effect.flatMap(Layer.build(layerProtocol(address)), (context) => Effect.provide(RpcClient.make(SyncRpcs), context))

/** What {@link make} yields. */
export type EngineClient = Effect.Effect.Success<ReturnType<typeof make>>
