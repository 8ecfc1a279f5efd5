import { SqlError } from "@effect/sql/SqlError"
import { type AnyEntity, type AnyManifest, OffsetWalk } from "@openfaith/adapter-core"
import type { CanonicalRecord } from "@openfaith/canonical"
import { Chunk, Clock, Effect, Mailbox, Schedule, Schema, Stream } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { NodeAddress } from "../cluster/NodeAddress.ts"
import { SyncConfig } from "../config/SyncConfig.ts"
import type { RetryLater } from "../connection/Connection.ts"
import type { Upstream, UpstreamError } from "../connection/Upstream.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { CanonicalStore, tableOf } from "../stores/CanonicalStore.ts"
import { DeadLetterStore } from "../stores/DeadLetterStore.ts"
import { type Fenced, PageStore } from "../stores/PageStore.ts"
import { type OpenStream, StreamStore } from "../stores/StreamStore.ts"
import { VitalsStore } from "../stores/VitalsStore.ts"
import {
  everything,
  keysOfPage,
  listPages,
  pagesWithin,
  parentsAhead,
  type ReadBatch,
  type ReadLimit
} from "./PageSource.ts"
import { Wait, waitOf } from "./DurableWait.ts"
import { changeTimestamps, highWater } from "./HighWater.ts"
import { brokenBy, TooManyFailures } from "./RunBreaker.ts"
import { probeSegment } from "./SegmentProbe.ts"
import { identify, isUnchanged, prepare, rowIdsByEntity, unrepeated } from "./PreparePages.ts"

const heartbeatEvery = "10 seconds"

/** How a window of pages ended: the stream goes on, at once or later, is at its end, failed for good, or was called off. */
export const WindowOutcome = Schema.Union(Schema.Literal("more", "complete", "failed", "cancelled"), Wait)
/** @see {@link WindowOutcome} */
export type WindowOutcome = typeof WindowOutcome.Type

type Manifest = AnyManifest<CanonicalRecord>
type Entities = Readonly<Record<string, AnyEntity<CanonicalRecord>>>

/** Why a stream fails; what else goes wrong is not the stream's. */
type StreamFailure = Exclude<UpstreamError, RetryLater> | TooManyFailures

const isStreamFailure = <E extends StreamFailure>(error: E | SqlError | Fenced): error is E =>
  error._tag !== "SqlError" && error._tag !== "Fenced"

/** A list is read to its end, unless a look at one page of it says that it is as it was. */
const list = Effect.fnUntraced(function* (
  upstream: Upstream,
  stream: OpenStream,
  entities: Entities,
  limit: ReadLimit
) {
  const canonical = yield* CanonicalStore
  const streams = yield* StreamStore
  const { overlapSeconds } = yield* SyncConfig
  const { changedUntil, cursor, plan } = stream
  const since = changedUntil === null ? null : secondsBefore(changedUntil, overlapSeconds)
  const walk = cursor?.kind === "list" ? cursor.walk : OffsetWalk.init(plan, { since })
  const pages = listPages(upstream, stream, walk, keysOfPage(stream.lastPageIds), limit)
  if (plan.changes?.kind !== "segment" || cursor !== null) return pages
  const rows = yield* untilDatabaseAnswers(streams.countRecords(stream, tableOf(plan.entity)))
  // A short list is read as fast as it is looked at.
  if (rows <= plan.pageSize) return pages
  const { batch, same } = yield* probeSegment(upstream, stream, {
    rows,
    areKnown: (records) =>
      Effect.gen(function* () {
        const identified = identify(entities, contextOf(stream), unrepeated(records))
        const known = yield* untilDatabaseAnswers(canonical.known(stream.orgId, rowIdsByEntity(identified)))
        return identified.every((record) => isUnchanged(record, known))
      })
  })
  return same ? Stream.make(batch) : Stream.concat(Stream.make(batch), pages)
})

// The source's timestamps are whole seconds.
const secondsBefore = (time: Date, seconds: number): string =>
  `${new Date(time.getTime() - seconds * 1000).toISOString().slice(0, 19)}Z`

const contextOf = ({ adapter, countryCode, orgId, timeZone }: OpenStream) => ({
  orgId,
  adapter,
  timeZone,
  country: countryCode
})

const source = (upstream: Upstream, stream: OpenStream, entities: Entities, limit: ReadLimit) =>
  Effect.gen(function* () {
    const { parentsInFlight } = yield* SyncConfig
    const streams = yield* StreamStore
    const { cursor, plan } = stream
    if (plan.within === null) return yield* list(upstream, stream, entities, limit)
    const table = tableOf(plan.within.entity)
    return pagesWithin({
      upstream,
      stream,
      limit,
      param: plan.within.param,
      after: cursor?.kind === "within" ? cursor.after : null,
      inFlight: parentsInFlight,
      parents: (after, count) =>
        untilDatabaseAnswers(streams.parents({ table, stream, after, limit: count })),
      countParents: (after) => untilDatabaseAnswers(streams.countParents({ table, stream, after }))
    })
  })

/** Writes what the source reads until it ends: while one batch is written, the next are fetched. */
const writeAll = Effect.fnUntraced(function* (
  stream: OpenStream,
  { endpoints, entities }: Manifest,
  batches: Stream.Stream<ReadBatch, UpstreamError>,
  ahead: number
) {
  const canonical = yield* CanonicalStore
  const letterStore = yield* DeadLetterStore
  const pages = yield* PageStore
  const config = yield* SyncConfig
  const { orgId, plan } = stream
  const context = contextOf(stream)
  const entityNames = [plan.entity, ...plan.riders.map(({ entity }) => entity)]
  const timestamps = changeTimestamps(endpoints, entityNames)
  const letters = new Set(yield* letterStore.keys(stream, entityNames))

  const write = Effect.fnUntraced(function* (read: ReadonlyArray<ReadBatch>, committedPages: number) {
    const readPages = read.flatMap((batch) => batch.pages)
    const identified = identify(
      entities,
      context,
      readPages.flatMap((page) => page.records)
    )
    const known = yield* canonical.known(orgId, rowIdsByEntity(identified))
    const last = read.at(-1)
    if (last === undefined) return { cancelRequested: false, tally: stream.tally, newLetters: [], pages: 0 }
    const committed = yield* pages.commit({
      stream,
      committedPages,
      pages: readPages.map(({ answer, request }) => ({
        request,
        ids: idsByEntity(everything(answer)),
        bytes: answer.page.bytes,
        askedAt: answer.askedAt,
        tookMillis: answer.tookMillis
      })),
      prepared: prepare(identified, known, context),
      present: new Set(known.keys()),
      requests: read.reduce((sum, { requests }) => sum + requests, 0),
      cursor: last.cursor,
      expectedRows: last.expectedRows,
      requestsRemaining: last.requestsRemaining,
      whole: read.some(({ whole }) => whole),
      position: last.position,
      highWater: highWater(timestamps, readPages),
      answeredAt: readPages.at(-1)?.answer.page.answeredAt ?? null,
      letters
    })
    for (const key of committed.newLetters) letters.add(key)
    return { ...committed, pages: readPages.length }
  })

  const mailbox = yield* Mailbox.make<ReadBatch, UpstreamError>({ capacity: ahead })
  yield* batches.pipe(
    Stream.runForEachChunk((chunk) => mailbox.offerAll(chunk)),
    Mailbox.into(mailbox),
    Effect.forkScoped
  )
  let committedPages = stream.pages
  let ended = false
  while (true) {
    const [taken, done] = yield* mailbox.takeAll
    const read = Chunk.toReadonlyArray(taken)
    const committed = yield* write(read, committedPages)
    committedPages += committed.pages
    const broken = brokenBy(committed.tally, config)
    if (broken !== null) return yield* broken
    ended = read.at(-1)?.cursor.kind === "end" || ended
    if (ended) yield* letterStore.removeNameless(stream, entityNames)
    if (committed.cancelRequested && !ended) return "cancelled" as const
    if (done || ended) return ended ? ("complete" as const) : ("more" as const)
  }
})

const idsByEntity = (
  records: ReadonlyArray<{ readonly entity: string; readonly externalId: string | null }>
) => {
  const ids: Record<string, Array<string>> = {}
  for (const { entity, externalId } of records) if (externalId !== null) (ids[entity] ??= []).push(externalId)
  return ids
}

/**
 * Handles one window of a stream's pages: from the cursor on, until the stream ends or the window is full. Run again
 * after a crash it goes on behind the last committed page. While the database is away it waits; whoever has lost the
 * stream to another worker stops without a word, since the other's word is the one that counts.
 */
export const syncPages = Effect.fn("SyncPages")(function* (runId: string, entity: string) {
  const streams = yield* StreamStore
  const upstreams = yield* Upstreams
  const adapters = yield* AdapterRegistry
  const config = yield* SyncConfig
  const vitals = yield* VitalsStore
  const { host, port } = yield* NodeAddress
  const worker = `${host}:${port}`
  const until = (yield* Clock.currentTimeMillis) + config.windowSeconds * 1000

  const attempt: Effect.Effect<
    WindowOutcome,
    SqlError | Fenced,
    Effect.Effect.Context<ReturnType<typeof writeAll>> | SyncConfig | StreamStore
  > = Effect.gen(function* () {
    const stream = yield* streams.open(runId, entity, worker)
    const broken = brokenBy(stream.tally, config)
    if (broken === null && stream.cursor?.kind === "end") {
      yield* streams.close(stream, { status: "complete", error: null })
      return "complete"
    }
    if (stream.cancelRequested) {
      yield* streams.close(stream, { status: "cancelled", error: null })
      return "cancelled"
    }
    const adapter = yield* Effect.orDie(adapters.get(stream.adapter))
    yield* Effect.annotateCurrentSpan("sync.org.id", stream.orgId)
    const work = Effect.gen(function* () {
      if (broken !== null) return yield* broken
      const upstream = yield* upstreams.get(stream.connectionId)
      yield* upstream.waitingFor.pipe(
        Effect.flatMap((waitingFor) => vitals.streamAlive(stream, waitingFor)),
        untilDatabaseAnswers,
        Effect.schedule(Schedule.spaced(heartbeatEvery)),
        Effect.forkScoped
      )
      const batches = yield* source(upstream, stream, adapter.manifest.entities, {
        pages: config.windowPages,
        until
      })
      const ahead = stream.plan.within === null ? 1 : parentsAhead(config.parentsInFlight)
      return yield* writeAll(stream, adapter.manifest, batches, ahead)
    })
    const outcome: WindowOutcome = yield* work.pipe(
      Effect.annotateSpans("sync.org.id", stream.orgId),
      Effect.catchTag("RetryLater", (later) =>
        Effect.gen(function* () {
          yield* Effect.logWarning("stream waits for its source", later)
          yield* streams.rest(stream, later.seconds)
          return waitOf(later)
        })
      ),
      Effect.catchIf(isStreamFailure, (error) =>
        Effect.gen(function* () {
          yield* Effect.logError("stream failed", error)
          yield* streams.close(stream, { status: "failed", error: `${error._tag}: ${error.message}` })
          return "failed" as const
        })
      )
    )
    if (outcome === "complete") yield* streams.close(stream, { status: "complete", error: null })
    if (outcome === "cancelled") yield* streams.close(stream, { status: "cancelled", error: null })
    return outcome
  }).pipe(Effect.scoped)

  return yield* attempt.pipe(
    // Opening the stream anew finds out what an interrupted commit came to.
    Effect.tapError((error) =>
      error instanceof SqlError ? Effect.logWarning("page not written", error) : Effect.void
    ),
    untilDatabaseAnswers,
    Effect.catchTag("Fenced", () => Effect.never)
  )
})
