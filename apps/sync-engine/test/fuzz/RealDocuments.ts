import { FetchHttpClient, HttpClient, HttpClientResponse } from "@effect/platform"
import { type JsonValue, type PageRequest, RequestPlan } from "@openfaith/adapter-core"
import { pcoAdapter } from "@openfaith/pco"
import { Simulator } from "@openfaith/pco-simulator"
import { Effect, Redacted } from "effect"

/** A page as the source sent it, and the request that brought it. */
export interface RealDocument {
  readonly request: PageRequest
  readonly body: JsonValue
}

const credential = Effect.succeed({
  type: "personal-access-token",
  applicationId: "sim-app",
  secret: Redacted.make("sim-secret")
} as const)

/** A page of every list that a full run reads. */
export const realDocuments = Effect.gen(function* () {
  const { url } = yield* Simulator.make({ people: 60, rateLimit: 0 })
  const bodies: Array<JsonValue> = []
  const client = yield* HttpClient.HttpClient
  const recording = HttpClient.transformResponse(
    client,
    Effect.flatMap(({ headers, request, status, text }) =>
      Effect.map(text, (body) => {
        bodies.push(JSON.parse(body))
        return HttpClientResponse.fromWeb(request, new Response(body, { status, headers }))
      })
    )
  )
  const { manifest, session } = yield* Effect.provideService(
    pcoAdapter({ baseUrl: new URL(url) }),
    HttpClient.HttpClient,
    recording
  )
  const first = new Map<string, string>()
  const documents: Array<RealDocument> = []
  for (const plan of RequestPlan.make(manifest, { mode: "full" }).waves.flat()) {
    const { endpoint, entity, fixed, include, order, within } = plan
    const request: PageRequest = {
      endpoint,
      params: within === null ? {} : { [within.param]: first.get(within.entity) ?? "1" },
      include,
      query: { ...fixed, ...(order === null ? {} : { order }) },
      offset: 0,
      perPage: 5
    }
    const page = yield* session({ credential }).fetch(request)
    first.set(entity, page.primary[0]?.externalId ?? "1")
    const body = bodies.pop()
    if (body !== undefined) documents.push({ request, body })
  }
  return documents
}).pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer), Effect.orDie)
