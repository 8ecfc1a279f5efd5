import {
  type FetchedRecord,
  OffsetWalk,
  PaginationFault,
  type PageRequest,
  type StreamPlan,
  type WalkState
} from "@openfaith/adapter-core"
import { Chunk, Clock, Effect, Option, Stream } from "effect"
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
      const records = everything(answer).map((record) => ({ record, repeated: before.has(keyOf(record)) }))
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
        before: new Set(records.map(({ record }) => keyOf(record))),
        pages: pages + 1
      }
      return [batch, done || enough ? Option.none() : Option.some(next)] as const
    })
  return Stream.paginateEffect<Position, ReadBatch, UpstreamError, never>(
    { walk: from, before, pages: 0 },
    read
  )
}

const parentsAtOnce = 500

/** How many parents are read before any of them is written, when so many are asked at once. */
export const parentsAhead = (inFlight: number): number => inFlight * 4

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
    const records = everything(answer).map((record) => ({ record, repeated: before.has(keyOf(record)) }))
    pages.push({ request, answer, records })
    if (outcome._tag === "Done") return pages
    before = new Set(records.map(({ record }) => keyOf(record)))
    walk = outcome.state
  }
})

/** Lists below parents: a batch a parent, several parents asked at once, in the parents' order. */
export const pagesWithin = (options: {
  readonly upstream: Upstream
  readonly stream: OpenStream
  readonly param: string
  readonly after: string | null
  readonly limit: ReadLimit
  readonly inFlight: number
  /** Parents that are still to be asked. */
  readonly total: number
  readonly parents: (after: string | null, limit: number) => Effect.Effect<ReadonlyArray<string>>
}): Stream.Stream<ReadBatch, UpstreamError> => {
  const { inFlight, limit, param, stream, total, upstream } = options
  interface Position {
    readonly after: string | null
    /** Parents known and not yet asked, and whether there may be more behind them. */
    readonly waiting: ReadonlyArray<string>
    readonly more: boolean
    readonly asked: number
  }

  const readParent = (parent: string): Effect.Effect<ReadBatch, UpstreamError> =>
    readBelow(upstream, stream.plan, { [param]: parent }).pipe(
      Effect.map((pages) => ({
        pages,
        requests: pages.reduce((sum, page) => sum + page.answer.requests, 0),
        cursor: { kind: "within" as const, after: parent },
        ...ofParents
      })),
      // The parent went away after it was listed: it has no rows to read, and the audit will find it gone.
      Effect.catchTag("NotFound", () =>
        Effect.succeed<ReadBatch>({
          pages: [],
          requests: 1,
          cursor: { kind: "within", after: parent },
          ...ofParents
        })
      )
    )

  // A slice of parents at a time: what a stream operator costs for every single parent would be most of its price.
  const slice = parentsAhead(inFlight)
  const read = ({ after, asked, more, waiting }: Position) =>
    Effect.gen(function* () {
      const found = waiting.length > 0 || !more ? waiting : yield* options.parents(after, parentsAtOnce)
      const mayHaveMore = found === waiting ? more : found.length === parentsAtOnce
      const now = found.slice(0, Math.min(slice, limit.pages - asked))
      const read = yield* Effect.forEach(now, readParent, { concurrency: inFlight })
      const batches = read.map((batch, index) => ({
        ...batch,
        requestsRemaining: Math.max(0, total - asked - index - 1)
      }))
      const next: Position = {
        after: now.at(-1) ?? after,
        waiting: found.slice(now.length),
        more: mayHaveMore,
        asked: asked + now.length
      }
      if (next.waiting.length === 0 && !next.more) {
        return [Chunk.unsafeFromArray([...batches, endOfParents]), Option.none<Position>()] as const
      }
      const enough = next.asked >= limit.pages || (yield* Clock.currentTimeMillis) >= limit.until()
      return [
        Chunk.unsafeFromArray<ReadBatch>(batches),
        enough ? Option.none<Position>() : Option.some(next)
      ] as const
    })
  return Stream.paginateChunkEffect<Position, ReadBatch, UpstreamError, never>(
    { after: options.after, waiting: [], more: true, asked: 0 },
    read
  )
}

const ofParents = { expectedRows: null, requestsRemaining: null, whole: false, position: null }

/** What is read below no parents at all. */
export const endOfParents: ReadBatch = {
  pages: [],
  requests: 0,
  cursor: { kind: "end" },
  ...ofParents,
  requestsRemaining: 0
}
