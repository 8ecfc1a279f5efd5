import { HttpApiClient, HttpClient, HttpClientRequest } from "@effect/platform"
import { sameOriginHeader, SyncApi } from "@openfaith/sync-api"
import { Effect } from "effect"

/** A client of the node that served this page; the browser's session stands for the key. */
export const makeApi = HttpApiClient.make(SyncApi, {
  transformClient: (client) =>
    client.pipe(
      HttpClient.mapRequest(HttpClientRequest.setHeader(sameOriginHeader.name, sameOriginHeader.value)),
      HttpClient.withTracerPropagation(false)
    )
})

/** What {@link makeApi} yields. */
export type Api = Effect.Effect.Success<typeof makeApi>

/** Asks the node; rejects with the error of the contract, or with that of the network. */
export type Call = <A, E>(ask: (api: Api) => Effect.Effect<A, E>) => Promise<A>
