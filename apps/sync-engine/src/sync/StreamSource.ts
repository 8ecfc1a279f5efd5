import { OffsetWalk } from "@openfaith/adapter-core"
import { Effect, Stream } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import type { Upstream } from "../connection/Upstream.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { CanonicalStore } from "../stores/CanonicalStore.ts"
import { type OpenStream, StreamStore } from "../stores/StreamStore.ts"
import { identifyBatches, type Manifest } from "./BatchWriter.ts"
import { keysOfPage, listPages, type ReadLimit } from "./PageSource.ts"
import { pagesWithin } from "./PagesWithin.ts"
import { isUnchanged, idsOfIdentified } from "./PreparePages.ts"
import { probeSegment } from "./SegmentProbe.ts"

// The source's timestamps are whole seconds.
const secondsBefore = (time: Date, seconds: number): string =>
  `${new Date(time.getTime() - seconds * 1000).toISOString().slice(0, 19)}Z`

/** The pages of a list from where its stream stands. */
export const listSource = Effect.fnUntraced(function* (
  upstream: Upstream,
  stream: OpenStream,
  limit: ReadLimit
) {
  const { overlapSeconds } = yield* SyncConfig
  const { changedUntil, cursor, plan } = stream
  const since = changedUntil === null ? null : secondsBefore(changedUntil, overlapSeconds)
  const walk = cursor?.kind === "list" ? cursor.walk : OffsetWalk.init(plan, { since })
  return listPages(upstream, stream, walk, keysOfPage(stream.lastPageIds), limit)
})

/** Whether a list should be looked at before it is read: a short one is read as fast. */
export const isProbed = ({ cursor, plan }: OpenStream, rows: number): boolean =>
  plan.changes?.kind === "segment" && cursor === null && rows > plan.pageSize

/** What a stream should still bring, by what is known here. */
const expectedOf = (stream: OpenStream) =>
  Effect.flatMap(StreamStore, (streams) =>
    Effect.map(
      untilDatabaseAnswers(streams.expected([stream])),
      (expected) => expected.get(stream.plan.entity) ?? 0
    )
  )

/** A list is read to its end, unless a look at one page of it says that it is as it was. */
const list = Effect.fnUntraced(function* (
  upstream: Upstream,
  stream: OpenStream,
  { entities }: Manifest,
  limit: ReadLimit
) {
  const canonical = yield* CanonicalStore
  const pages = yield* listSource(upstream, stream, limit)
  if (stream.plan.changes?.kind !== "segment") return pages
  const rows = yield* expectedOf(stream)
  if (!isProbed(stream, rows)) return pages
  const { changed, fits, same } = yield* probeSegment(upstream, stream, rows)
  const { identified } = yield* identifyBatches(entities, [same])
  const known = fits
    ? yield* untilDatabaseAnswers(canonical.known(stream, idsOfIdentified(identified)))
    : new Map()
  return fits && identified.every((record) => isUnchanged(record, known))
    ? Stream.make(same)
    : Stream.concat(Stream.make(changed), pages)
})

/** What a stream has still to read, batch by batch, up to a limit. */
export const streamSource = Effect.fnUntraced(function* (
  upstream: Upstream,
  stream: OpenStream,
  manifest: Manifest,
  limit: ReadLimit
) {
  const { parentsInFlight } = yield* SyncConfig
  const streams = yield* StreamStore
  const { cursor, plan } = stream
  if (plan.within === null) return yield* list(upstream, stream, manifest, limit)
  return pagesWithin({
    upstream,
    stream,
    limit,
    param: plan.within.param,
    after: cursor?.kind === "within" ? cursor.after : null,
    inFlight: parentsInFlight,
    total: yield* expectedOf(stream),
    parents: (after, count) => untilDatabaseAnswers(streams.parents({ stream, after, limit: count }))
  })
})
