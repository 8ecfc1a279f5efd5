import { Chunk, Clock, Effect, Fiber, Option, type Scope, Stream } from "effect"
import type { Upstream, UpstreamError } from "../connection/Upstream.ts"
import type { OpenStream } from "../stores/StreamStore.ts"
import { type ReadBatch, readBelow, type ReadLimit } from "./PageSource.ts"

/** How many parents are looked up at a time. */
const parentsAtOnce = 500

/** How many parents are read before any of them is written: they share what a commit costs. */
export const parentsAhead = 48

// When parents come so slowly that a crash would lose much of the budget, fewer are written together.
const millisAhead = 5_000

const ofParents = { expectedRows: null, requestsRemaining: null, whole: false, position: null }

/** What is read below no parents at all. */
export const endOfParents: ReadBatch = {
  pages: [],
  requests: 0,
  cursor: { kind: "end" },
  ...ofParents,
  requestsRemaining: 0
}

/** Where the lists below parents stand. */
interface Position {
  /** The last parent that was asked for its list. */
  readonly after: string | null
  /** Parents known and not yet asked, and whether there may be more behind them. */
  readonly waiting: ReadonlyArray<string>
  readonly more: boolean
  readonly asked: number
  /** Lists that were asked for and not yet handed over, in the parents' order. */
  readonly underway: ReadonlyArray<Fiber.Fiber<ReadBatch, UpstreamError>>
}

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

  const readParent = (parent: string): Effect.Effect<ReadBatch, UpstreamError> =>
    readBelow(upstream, stream.plan, { [param]: parent }).pipe(
      Effect.map((pages) => ({
        pages,
        requests: pages.reduce((sum, page) => sum + page.answer.requests, 0)
      })),
      // The parent went away after it was listed: it has no rows to read, and the audit will find it gone.
      Effect.catchTag("NotFound", () => Effect.succeed({ pages: [], requests: 1 })),
      Effect.map((read) => ({ cursor: { kind: "within", after: parent }, ...ofParents, ...read }))
    )

  /** Asks further parents, as many as may be asked at once and the limit allows. */
  const askMore = Effect.fnUntraced(function* (position: Position, scope: Scope.Scope) {
    const isLast = position.asked > 0 && (yield* Clock.currentTimeMillis) >= limit.until()
    const room = isLast ? 0 : Math.min(inFlight - position.underway.length, limit.pages - position.asked)
    if (room <= 0) return position
    const { after, more, waiting } = position
    const found = waiting.length > 0 || !more ? waiting : yield* options.parents(after, parentsAtOnce)
    const now = found.slice(0, room)
    const begun = yield* Effect.forEach(now, (parent) => Effect.forkIn(readParent(parent), scope))
    const next: Position = {
      after: now.at(-1) ?? after,
      waiting: found.slice(now.length),
      more: found === waiting ? more : found.length === parentsAtOnce,
      asked: position.asked + now.length,
      underway: [...position.underway, ...begun]
    }
    return next
  })

  /** What the next parents' lists hold, as many as are there in time; their places are taken by others meanwhile. */
  const read = (from: Position, scope: Scope.Scope) =>
    Effect.gen(function* () {
      const batches: Array<ReadBatch> = []
      const until = (yield* Clock.currentTimeMillis) + millisAhead
      let position = yield* askMore(from, scope)
      while (true) {
        const [first, ...others] = position.underway
        if (first === undefined) break
        const exit = yield* Fiber.await(first)
        // What came before a failure is handed over before it.
        if (exit._tag === "Failure" && batches.length > 0) break
        const batch = yield* exit
        const requestsRemaining = Math.max(0, total - position.asked + others.length)
        batches.push({ ...batch, requestsRemaining })
        position = yield* askMore({ ...position, underway: others }, scope)
        if (batches.length === parentsAhead || (yield* Clock.currentTimeMillis) >= until) break
      }
      const { more, underway, waiting } = position
      const isEnd = underway.length === 0 && waiting.length === 0 && !more
      return [
        Chunk.unsafeFromArray(isEnd ? [...batches, endOfParents] : batches),
        underway.length === 0 ? Option.none<Position>() : Option.some(position)
      ] as const
    })

  const start: Position = { after: options.after, waiting: [], more: true, asked: 0, underway: [] }
  return Stream.unwrapScoped(
    Effect.map(Effect.scope, (scope) =>
      Stream.paginateChunkEffect<Position, ReadBatch, UpstreamError, never>(start, (position) =>
        read(position, scope)
      )
    )
  )
}
