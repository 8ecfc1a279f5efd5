import { SqlError } from "@effect/sql/SqlError"
import { Chunk, Clock, Effect, Fiber, Mailbox, Ref, Schedule, Schema, Stream } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { NodeAddress } from "../cluster/NodeAddress.ts"
import { SyncConfig } from "../config/SyncConfig.ts"
import type { RetryLater } from "../connection/Connection.ts"
import type { UpstreamError } from "../connection/Upstream.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { Pressure } from "../load/Pressure.ts"
import type { Fenced } from "../stores/PageStore.ts"
import { type OpenStream, StreamStore } from "../stores/StreamStore.ts"
import { VitalsStore } from "../stores/VitalsStore.ts"
import { batchWriter, type Manifest } from "./BatchWriter.ts"
import { Wait, waitOf } from "./DurableWait.ts"
import type { ReadBatch } from "./PageSource.ts"
import { parentsAhead } from "./PagesWithin.ts"
import { brokenBy, TooManyFailures } from "./RunBreaker.ts"
import { streamSource } from "./StreamSource.ts"

const heartbeatEvery = "10 seconds"
// Whoever works on a stream gives a sign of it every ten seconds.
const silentSeconds = 30
// How long a stream's turn is while others wait for theirs.
const turnSeconds = 10
// Where pages come faster than they are written, so many are written at once: a commit of several costs hardly more than one.
const pagesAhead = 4

/** How a window of pages ended: the stream goes on, at once or later, is at its end, failed for good, or was called off. */
export const WindowOutcome = Schema.Union(Schema.Literal("more", "complete", "failed", "cancelled"), Wait)
/** @see {@link WindowOutcome} */
export type WindowOutcome = typeof WindowOutcome.Type

/** Why a stream fails; what else goes wrong is not the stream's. */
type StreamFailure = Exclude<UpstreamError, RetryLater> | TooManyFailures

const isStreamFailure = <E extends StreamFailure>(error: E | SqlError | Fenced): error is E =>
  error._tag !== "SqlError" && error._tag !== "Fenced"

/** Writes what the source reads until it ends: while one batch is written, the next is prepared and others are fetched. */
const writeAll = Effect.fnUntraced(function* (
  stream: OpenStream,
  manifest: Manifest,
  batches: Stream.Stream<ReadBatch, UpstreamError>,
  ahead: number
) {
  const config = yield* SyncConfig
  const writer = yield* batchWriter(stream, manifest)
  // What is read below parents is small, and many of it belong together.
  const places = stream.plan.within === null ? yield* (yield* Pressure).places(stream.connectionId) : null
  const place = places?.take ?? Effect.void
  const mailbox = yield* Mailbox.make<ReadBatch, UpstreamError>({ capacity: ahead })
  yield* place.pipe(
    Effect.zipRight(
      Stream.runForEachChunk(batches, (chunk) => Effect.zipRight(mailbox.offerAll(chunk), place))
    ),
    Mailbox.into(mailbox),
    Effect.forkScoped
  )
  const next = Effect.gen(function* () {
    const [taken, done] = yield* mailbox.takeAll
    const read = Chunk.toReadonlyArray(taken)
    const ended = read.at(-1)?.cursor.kind === "end"
    return { batch: yield* writer.prepare(read), ended, last: ended || done, held: read.length }
  })
  let preparing = yield* Effect.forkScoped(next)
  while (true) {
    const { batch, ended, held, last } = yield* Fiber.join(preparing)
    if (!last) preparing = yield* Effect.forkScoped(next)
    const committed = batch === null ? null : yield* writer.commit(batch)
    if (places !== null) yield* places.giveBack(held)
    const broken = committed === null ? null : brokenBy(committed.tally, config)
    if (broken !== null) return yield* broken
    if (ended) return "complete" as const
    if (committed?.cancelRequested) return "cancelled" as const
    if (last) return "more" as const
  }
})

/**
 * Handles one window of a stream's pages: from the cursor on, until the stream ends or the window is full. Run again
 * after a crash it goes on behind the last committed page. While the database is away it waits; whoever has lost the
 * stream to another worker stops without a word, since the other's word is the one that counts. Should that one fall
 * silent, as a node does that came back from a pause to a shard it had lost, the stream is taken up again.
 */
export const syncPages = Effect.fn("SyncPages")(function* (runId: string, entity: string) {
  const streams = yield* StreamStore
  const upstreams = yield* Upstreams
  const adapters = yield* AdapterRegistry
  const config = yield* SyncConfig
  const vitals = yield* VitalsStore
  const { host, port } = yield* NodeAddress
  const worker = `${host}:${port}`
  const pressure = yield* Pressure

  const attempt: Effect.Effect<
    WindowOutcome,
    SqlError | Fenced,
    Effect.Effect.Context<ReturnType<typeof writeAll>> | SyncConfig | StreamStore
  > = Effect.gen(function* () {
    const stream = yield* streams.open(runId, entity, worker)
    // Another worker's last word on it, or one of ours that did not get through.
    if (stream.status === "failed" || stream.status === "cancelled") return stream.status
    const broken = brokenBy(stream.tally, config)
    if (broken === null && stream.cursor?.kind === "end") return "complete"
    if (stream.cancelRequested) {
      yield* streams.close(stream, { status: "cancelled", error: null })
      return "cancelled"
    }
    const adapter = yield* Effect.orDie(adapters.get(stream.adapter))
    yield* Effect.annotateCurrentSpan("sync.org.id", stream.orgId)
    const work = Effect.gen(function* () {
      if (broken !== null) return yield* broken
      const upstream = yield* upstreams.get(stream.connectionId)
      const turns = yield* pressure.turns(runId)
      const hasTurn = yield* Ref.make(false)
      yield* Ref.get(hasTurn).pipe(
        Effect.if({ onTrue: () => upstream.waitingFor, onFalse: () => Effect.succeed("turn" as const) }),
        Effect.flatMap((waitingFor) => vitals.streamAlive(stream, waitingFor)),
        untilDatabaseAnswers,
        Effect.schedule(Schedule.spaced(heartbeatEvery)),
        Effect.forkScoped
      )
      yield* Effect.zipRight(turns.take, Ref.set(hasTurn, true))
      const begunAt = yield* Clock.currentTimeMillis
      const { windowSeconds } = config
      const until = () =>
        begunAt + 1000 * (turns.isWaitedFor() ? Math.min(turnSeconds, windowSeconds) : windowSeconds)
      const batches = yield* streamSource(upstream, stream, adapter.manifest, {
        pages: config.windowPages,
        until
      })
      const ahead = stream.plan.within === null ? pagesAhead : parentsAhead
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
    if (outcome === "cancelled") yield* streams.close(stream, { status: "cancelled", error: null })
    return outcome
  }).pipe(Effect.scoped)

  const silence = streams
    .isSilent(runId, entity, silentSeconds)
    .pipe(
      untilDatabaseAnswers,
      Effect.repeat({ schedule: Schedule.spaced(heartbeatEvery), until: (isSilent) => isSilent })
    )

  const worked: Effect.Effect<
    WindowOutcome,
    never,
    Effect.Effect.Context<typeof attempt> | Effect.Effect.Context<typeof silence>
  > = attempt.pipe(
    // Opening the stream anew finds out what an interrupted commit came to.
    Effect.tapError((error) =>
      error instanceof SqlError ? Effect.logWarning("page not written", error) : Effect.void
    ),
    untilDatabaseAnswers,
    Effect.catchTag("Fenced", () =>
      Effect.zipRight(
        silence,
        Effect.suspend(() => worked)
      )
    )
  )
  return yield* worked
})
