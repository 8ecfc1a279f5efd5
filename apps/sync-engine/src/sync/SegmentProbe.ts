import { OffsetWalk } from "@openfaith/adapter-core"
import { Effect } from "effect"
import type { Upstream, UpstreamError } from "../connection/Upstream.ts"
import type { OpenStream } from "../stores/StreamStore.ts"
import { everything, type ReadBatch, requestOf } from "./PageSource.ts"
import { unrepeated } from "./PreparePages.ts"

/** What a look at one page of a list came to. */
export interface Probe {
  /** The page is as long as it should be, and so is the list. */
  readonly fits: boolean
  /** The end of the stream, if the records on the page are known just as they are too. */
  readonly same: ReadBatch
  /** Otherwise the list has to be read: the request is accounted for, and nothing else is said. */
  readonly changed: ReadBatch
}

/**
 * Looks at one page of a list that tells nothing of changes and should hold `rows` records, each time the next one. If it
 * and the count of the list are as they were, the list is taken for unchanged: a change elsewhere in it is seen when its
 * page's turn comes, or by the next full sync.
 */
export const probeSegment = Effect.fnUntraced(function* (
  upstream: Upstream,
  stream: OpenStream,
  rows: number
): Effect.fn.Return<Probe, UpstreamError> {
  const walk = OffsetWalk.init(stream.plan)
  const offset = stream.position < rows ? stream.position : 0
  const request = { ...requestOf(stream.plan, walk, {}), offset }
  const answer = yield* upstream.fetch(request)
  const { primary, totalCount } = answer.page
  const looked = { requests: answer.requests, requestsRemaining: null, whole: false }
  return {
    fits: totalCount === rows && primary.length === Math.min(walk.perPage, rows - offset),
    same: {
      ...looked,
      pages: [{ request, answer, records: unrepeated(everything(answer)) }],
      cursor: { kind: "end" },
      expectedRows: primary.length,
      position: offset + primary.length
    },
    changed: {
      ...looked,
      pages: [],
      cursor: { kind: "list", walk },
      expectedRows: totalCount,
      position: null
    }
  }
})
