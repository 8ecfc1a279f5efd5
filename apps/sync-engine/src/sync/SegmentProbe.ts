import { OffsetWalk } from "@openfaith/adapter-core"
import { Effect } from "effect"
import type { Upstream, UpstreamError } from "../connection/Upstream.ts"
import type { OpenStream } from "../stores/StreamStore.ts"
import { everything, type ReadBatch, requestOf } from "./PageSource.ts"
import { unrepeated } from "./PreparePages.ts"

/** What is known of a list before it is looked at. */
export interface KnownList {
  /** Records that the list should hold. */
  readonly rows: number
  /** Whether all these records are known just as they are. */
  readonly areKnown: (records: ReturnType<typeof everything>) => Effect.Effect<boolean>
}

/**
 * Looks at one page of a list that tells nothing of changes, each time the next one. If it and the count of the list are
 * as they were, the list is taken for unchanged (`same`): a change elsewhere in it is seen when its page's turn comes, or
 * by the next full sync. If not, the list has to be read; the request is accounted for, and nothing else is said.
 */
export const probeSegment = Effect.fnUntraced(function* (
  upstream: Upstream,
  stream: OpenStream,
  known: KnownList
): Effect.fn.Return<{ readonly same: boolean; readonly batch: ReadBatch }, UpstreamError> {
  const walk = OffsetWalk.init(stream.plan)
  const offset = stream.position < known.rows ? stream.position : 0
  const request = { ...requestOf(stream.plan, walk, {}), offset }
  const answer = yield* upstream.fetch(request)
  const records = everything(answer)
  const { primary, totalCount } = answer.page
  const same =
    totalCount === known.rows &&
    primary.length === Math.min(walk.perPage, known.rows - offset) &&
    (yield* known.areKnown(records))
  const batch: ReadBatch = {
    pages: same ? [{ request, answer, records: unrepeated(records) }] : [],
    requests: answer.requests,
    cursor: same ? { kind: "end" } : { kind: "list", walk },
    expectedRows: same ? primary.length : totalCount,
    requestsRemaining: null,
    whole: false,
    position: same ? offset + primary.length : null
  }
  return { same, batch }
})
