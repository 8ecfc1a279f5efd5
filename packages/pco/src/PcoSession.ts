import type {
  AdapterSession,
  AnyEndpoint,
  FetchedPage,
  PageRequest,
  SessionOptions
} from "@openfaith/adapter-core"
import { HttpClientRequest } from "@effect/platform"
import { Effect } from "effect"
import { attribute } from "./attribution/Attribution.ts"
import { authorization } from "./http/Authorization.ts"
import type { Exchange } from "./http/Exchange.ts"
import { pageUrl } from "./http/PageUrl.ts"
import { documentOf } from "./jsonapi/Document.ts"
import { pcoEntityManifest } from "./PcoEntityManifest.ts"
import { apiVersions, productOf } from "./Product.ts"
import type { VersionWatch } from "./VersionWatch.ts"

const endpoints: ReadonlyMap<string, AnyEndpoint> = new Map(Object.entries(pcoEntityManifest.endpoints))

const endpointOf = (name: string): Effect.Effect<AnyEndpoint> => {
  const endpoint = endpoints.get(name)
  return endpoint === undefined
    ? Effect.dieMessage(`the manifest has no endpoint ${name}`)
    : Effect.succeed(endpoint)
}

/** A session that asks Planning Center for one page at a time. */
export const makeSession = (
  exchange: Exchange,
  baseUrl: URL,
  watch: VersionWatch,
  { credential }: SessionOptions
): AdapterSession => ({
  fetch: Effect.fnUntraced(function* (request: PageRequest) {
    const endpoint = yield* endpointOf(request.endpoint)
    const url = yield* pageUrl(baseUrl, endpoint, request)
    const product = productOf(endpoint.path)
    const signed = HttpClientRequest.get("", {
      headers: {
        authorization: authorization(yield* credential),
        "x-pco-api-version": apiVersions[product]
      }
    })
    const { answeredAt, body, budget, bytes, processedAsVersion } = yield* exchange(signed, url)
    yield* watch(product, processedAsVersion)
    const document = yield* documentOf(endpoint.kind === "get" ? "record" : "collection", body)
    const { hasNext, nextOffset, orderable, queryable, totalCount } = document
    const { carried, primary } = attribute(pcoEntityManifest, endpoint, request, document)
    const page: FetchedPage = {
      primary,
      carried,
      hasNext,
      nextOffset,
      totalCount,
      queryable,
      orderable,
      budget,
      bytes,
      answeredAt,
      processedAsVersion
    }
    return page
  })
})
