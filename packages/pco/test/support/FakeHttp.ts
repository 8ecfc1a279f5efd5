import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import type { Credential, PageRequest } from "@openfaith/adapter-core"
import { Effect, Redacted, Ref } from "effect"
import { pcoAdapter, type PcoOptions } from "../../src/index.ts"

/** What the fake saw. */
export interface Sent {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How the fake answers. */
export type Answering = (sent: Sent) => Response | Effect.Effect<Response>

const bodyOf = (request: HttpClientRequest.HttpClientRequest): string =>
  request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""

/** A Planning Center of one answer, with the adapter over it and a record of what was asked. */
export const fakePco = (answering: Answering, options: PcoOptions = {}) =>
  Effect.gen(function* () {
    const requests = yield* Ref.make<ReadonlyArray<Sent>>([])
    const client = HttpClient.make((request, url) =>
      Effect.gen(function* () {
        const sent = { method: request.method, url, headers: request.headers, body: bodyOf(request) }
        yield* Ref.update(requests, (all) => [...all, sent])
        const answer = answering(sent)
        return HttpClientResponse.fromWeb(request, Effect.isEffect(answer) ? yield* answer : answer)
      })
    )
    const adapter = yield* pcoAdapter(options).pipe(Effect.provideService(HttpClient.HttpClient, client))
    return { adapter, sent: Ref.get(requests) }
  })

/** A Planning Center that cannot be reached. */
export const unreachablePco = (cause: unknown) =>
  pcoAdapter().pipe(
    Effect.provideService(
      HttpClient.HttpClient,
      HttpClient.make((request) =>
        Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
      )
    )
  )

/** A personal access token. */
export const accessToken: Credential = {
  type: "personal-access-token",
  applicationId: "app",
  secret: Redacted.make("a-secret")
}

/** A JSON answer with the headers Planning Center sends. */
export const jsonAnswer = (body: unknown, init: ResponseInit = {}): Response =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), {
    ...init,
    headers: {
      "content-type": "application/vnd.api+json; charset=utf-8",
      "x-pco-api-processed-as-version": "2025-11-10",
      "x-pco-api-request-rate-limit": "100",
      "x-pco-api-request-rate-period": "20 seconds",
      "x-pco-api-request-rate-count": "7",
      ...init.headers
    }
  })

/** A request for the first page of people. */
export const peoplePage: PageRequest = {
  endpoint: "listPeople",
  params: {},
  include: ["emails"],
  query: { order: "created_at", "where[created_at][gte]": "2024-01-01T00:00:00Z" },
  offset: 0,
  perPage: 100
}

/** Asks a fake for one page. */
export const fetchFrom = (
  answering: Answering,
  request: PageRequest = peoplePage,
  options: PcoOptions = {}
) =>
  Effect.flatMap(fakePco(answering, options), ({ adapter }) =>
    adapter.session({ credential: Effect.succeed(accessToken) }).fetch(request)
  )
