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
import { apiVersions, type Product, productOf } from "./Product.ts"

const endpoints: ReadonlyMap<string, AnyEndpoint> = new Map(Object.entries(pcoEntityManifest.endpoints))

const endpointOf = (name: string): Effect.Effect<AnyEndpoint> => {
  const endpoint = endpoints.get(name)
  return endpoint === undefined
    ? Effect.dieMessage(`the manifest has no endpoint ${name}`)
    : Effect.succeed(endpoint)
}

/** Tells once of each product that it does not answer as the version that is asked for: it has other attributes then. */
const versionWatch = () => {
  const told = new Set<Product>()
  return (product: Product, processedAs: string | null): Effect.Effect<void> =>
    Effect.suspend(() => {
      const asked = apiVersions[product]
      if (processedAs === null || processedAs === asked || told.has(product)) return Effect.void
      told.add(product)
      return Effect.annotateLogs(Effect.logWarning("Planning Center answers as another version"), {
        product,
        asked,
        processedAs
      })
    })
}

/** A session that asks Planning Center for one page at a time. */
export const makeSession = (
  exchange: Exchange,
  baseUrl: URL,
  { credential }: SessionOptions
): AdapterSession => {
  const watch = versionWatch()
  return {
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
  }
}
