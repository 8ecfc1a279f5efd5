import {
  type FetchedRecord,
  OffsetWalk,
  PaginationFault,
  type PageRequest,
  type StreamPlan,
  type WalkState
} from "@openfaith/adapter-core"
import { Clock, Effect, Option, Stream } from "effect"
import type { Answer, Upstream, UpstreamError } from "../connection/Upstream.ts"
import type { OpenStream } from "../stores/StreamStore.ts"
import type { Cursor } from "./Cursor.ts"

/** A page that was fetched, with the part of it that is worth a look. */
export interface ReadPage {
  readonly request: PageRequest
  readonly answer: Answer
  /** `repeated` records came on the page before as well. */
  readonly records: ReadonlyArray<{ readonly record: FetchedRecord; readonly repeated: boolean }>
}

/** Pages that belong together, and where the stream goes on behind them. */
export interface ReadBatch {
  readonly pages: ReadonlyArray<ReadPage>
  /** Requests spent, those that brought no page included. */
  readonly requests: number
  readonly cursor: Cursor
  readonly expectedRows: number | null
  readonly requestsRemaining: number | null
  /** Whether the listing leaves nothing out; false where it is one of changes. */
  readonly whole: boolean
  /** Where a list without timestamps is looked at next; null when that does not change. */
  readonly position: number | null
}

/** How far a source reads before it stops by itself, so that no page is fetched in vain. */
export interface ReadLimit {
  readonly pages: number
  /** Milliseconds since the epoch, asked for anew behind each page. */
  readonly until: () => number
}

// Records without an id are told apart by what they hold.
const keyOf = (record: FetchedRecord): string =>
  record.externalId === null
    ? `${record.entity}:${JSON.stringify(record.raw)}`
    : recordKey(record.entity, record.externalId)

const recordKey = (entity: string, externalId: string): string => `${entity}/${externalId}`

/** Keys of the records on a page that the ledger remembers, by entity. */
export const keysOfPage = (ids: Readonly<Record<string, ReadonlyArray<string>>>): ReadonlySet<string> =>
  new Set(
    Object.entries(ids).flatMap(([entity, some]) => some.map((externalId) => recordKey(entity, externalId)))
  )

/** All records of a page. */
export const everything = (answer: Answer): ReadonlyArray<FetchedRecord> =>
  // the page's own records last: with nested includes a fuller copy wins over a leaner one
  [...answer.page.carried, ...answer.page.primary]

/** The records of a page, with a look at the keys of those on the page before, and their own keys. */
const comparedWith = (before: ReadonlySet<string>, answer: Answer) => {
  const keys = new Set<string>()
  const records = everything(answer).map((record) => {
    const key = keyOf(record)
    keys.add(key)
    return { record, repeated: before.has(key) }
  })
  return { keys, records }
}

// Every page but the first repeats one row of the page before.
const remainingRequests = ({ offset, perPage }: WalkState, totalCount: number | null): number | null =>
  totalCount === null ? null : Math.max(1, Math.ceil((totalCount - offset) / Math.max(1, perPage - 1)))

/** What a listing is asked by: the part of a plan that its requests are made of. */
export type ListedBy = Parameters<typeof OffsetWalk.init>[0] & Pick<StreamPlan, "endpoint" | "include">

/** The request of a walk's next page. */
export const requestOf = (
  list: ListedBy,
  walk: WalkState,
  params: Readonly<Record<string, string>>
): PageRequest => ({
  endpoint: list.endpoint,
  params,
  include: list.include,
  ...OffsetWalk.request(walk)
})

/** Pages of a list, one behind the other. */
export const listPages = (
  upstream: Upstream,
  stream: OpenStream,
  from: WalkState,
  /** Keys of the records on the page before, which the first page read may repeat. */
  before: ReadonlySet<string>,
  limit: ReadLimit
): Stream.Stream<ReadBatch, UpstreamError> => {
  interface Position {
    readonly walk: WalkState
    readonly before: ReadonlySet<string>
    readonly pages: number
  }
  const read = ({ before, pages, walk }: Position) =>
    Effect.gen(function* () {
      const request = requestOf(stream.plan, walk, {})
      const answer = yield* upstream.fetch(request)
      const outcome = OffsetWalk.advance(walk, answer.page)
      if (outcome._tag === "Fault") return yield* new PaginationFault({ reason: outcome.reason })
      const { keys, records } = comparedWith(before, answer)
      const done = outcome._tag === "Done"
      const { totalCount } = answer.page
      const batch: ReadBatch = {
        pages: [{ request, answer, records }],
        requests: answer.requests,
        cursor: done ? { kind: "end" } : { kind: "list", walk: outcome.state },
        expectedRows: totalCount,
        requestsRemaining: done ? 0 : remainingRequests(outcome.state, totalCount),
        whole: OffsetWalk.isWhole(outcome.state),
        position: done ? 0 : null
      }
      const enough = pages + 1 >= limit.pages || (yield* Clock.currentTimeMillis) >= limit.until()
      const next: Position = {
        walk: outcome._tag === "Done" ? walk : outcome.state,
        before: keys,
        pages: pages + 1
      }
      return [batch, done || enough ? Option.none() : Option.some(next)] as const
    })
  return Stream.paginateEffect<Position, ReadBatch, UpstreamError, never>(
    { walk: from, before, pages: 0 },
    read
  )
}

/** All pages of a list below one parent. */
export const readBelow = Effect.fnUntraced(function* (
  upstream: Upstream,
  list: ListedBy,
  params: Readonly<Record<string, string>>
): Effect.fn.Return<ReadonlyArray<ReadPage>, UpstreamError> {
  const pages: Array<ReadPage> = []
  let before: ReadonlySet<string> = new Set()
  let walk = OffsetWalk.init(list)
  while (true) {
    const request = requestOf(list, walk, params)
    const answer = yield* upstream.fetch(request)
    const outcome = OffsetWalk.advance(walk, answer.page)
    if (outcome._tag === "Fault") return yield* new PaginationFault({ reason: outcome.reason })
    const { keys, records } = comparedWith(before, answer)
    pages.push({ request, answer, records })
    if (outcome._tag === "Done") return pages
    before = keys
    walk = outcome.state
  }
})
