import type { FetchedPage, PageRequest } from "@openfaith/adapter-core"
import { Effect } from "effect"
import type { Upstream, UpstreamError } from "../../src/connection/Upstream.ts"
import type { ReadBatch, ReadLimit } from "../../src/sync/PageSource.ts"
import { page, record } from "./Pages.ts"

/** No limit that a test would reach. */
export const unlimited: ReadLimit = { pages: 1_000, until: () => Number.MAX_SAFE_INTEGER }

/** An upstream that answers by a function, with the requests it was sent. */
export const upstreamOf = (answer: (request: PageRequest) => Effect.Effect<FetchedPage, UpstreamError>) => {
  const requests: Array<PageRequest> = []
  const upstream: Upstream = {
    fetch: (request) =>
      Effect.suspend(() => {
        requests.push(request)
        return Effect.map(answer(request), (fetched) => ({
          page: fetched,
          askedAt: 0,
          tookMillis: 1,
          requests: 1
        }))
      }),
    call: () => Effect.dieMessage("only pages are asked for"),
    requestsPerSecond: Effect.succeed(5),
    waitingFor: Effect.succeed(null)
  }
  return { requests, upstream }
}

/** A listing of so many people, each with one e-mail address; the source serves three rows a page. */
export const people = (total: number) => (request: PageRequest) => {
  const rows = Array.from({ length: Math.min(3, total - request.offset) }, (_, index) =>
    String(request.offset + index + 1)
  )
  return Effect.succeed(
    page(
      rows.map((id) => record("Person", id)),
      {
        carried: rows.map((id) => record("Email", `e${id}`)),
        hasNext: request.offset + rows.length < total,
        totalCount: total
      }
    )
  )
}

/** What a batch holds: external ids, with a star where the page before held them already. */
export const marks = (batch: ReadBatch) =>
  batch.pages.flatMap(({ records }) =>
    records.map(({ record: { externalId }, repeated }) => `${externalId}${repeated ? "*" : ""}`)
  )
