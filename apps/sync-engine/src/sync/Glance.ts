import type { SyncMode } from "@openfaith/sync-api"
import { Chunk, Effect, Stream } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { NodeAddress } from "../cluster/NodeAddress.ts"
import { SyncConfig } from "../config/SyncConfig.ts"
import type { Upstream, UpstreamError } from "../connection/Upstream.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { CanonicalStore } from "../stores/CanonicalStore.ts"
import { type Batch, PageStore } from "../stores/PageStore.ts"
import { type OpenStream, StreamStore } from "../stores/StreamStore.ts"
import { batchOf, batchWriter, identifyBatches, type Manifest } from "./BatchWriter.ts"
import type { ReadBatch } from "./PageSource.ts"
import { endOfParents } from "./PagesWithin.ts"
import { idsOfIdentified } from "./PreparePages.ts"
import { probeSegment } from "./SegmentProbe.ts"
import { isProbed, listSource } from "./StreamSource.ts"

/** The first thing that was read of a stream. */
interface Look {
  readonly stream: OpenStream
  /** What is to be committed if there is nothing new in it. */
  readonly same: ReadBatch
  /** What is to be committed if there is; null where that says nothing. */
  readonly changed: ReadBatch | null
}

// Whoever is not answered by then is asked again by the stream's own worker.
const patience = "20 seconds"

/** What came of a look at everything. */
export interface Glanced {
  /** Streams that are at their end. */
  readonly ended: ReadonlySet<string>
  /** Nothing at all is new. */
  readonly quiet: boolean
}

/**
 * Looks at the first page of every list of a delta at once; of a run that reads everything, at the lists that hang on no
 * other, which are short ones as a rule. Streams that bring nothing new, which is most of them most of
 * the time, are committed together in one statement and need no worker of their own; a page that does bring something is
 * written, and the stream goes on from there with its worker. Whatever goes wrong is left to that worker too.
 */
export const glance = Effect.fn("Glance")(function* (runId: string, mode: SyncMode) {
  const adapters = yield* AdapterRegistry
  const streams = yield* StreamStore
  const upstreams = yield* Upstreams
  const { host, port } = yield* NodeAddress
  const opened = yield* streams.openPending(runId, `${host}:${port}`, mode === "delta" ? "all" : "first")
  const fresh = opened.filter(
    ({ cancelRequested, cursor, hasLetters }) => cursor === null && !cancelRequested && !hasLetters
  )
  const [first] = fresh
  if (first === undefined) return nothingSeen
  const { manifest } = yield* Effect.orDie(adapters.get(first.adapter))
  const upstream = yield* Effect.option(upstreams.get(first.connectionId))
  if (upstream._tag === "None") return nothingSeen
  const expected = yield* streams.expected(mode === "delta" ? fresh.filter(isCounted) : fresh)
  const looks = yield* Effect.forEach(
    fresh,
    (stream) =>
      look(upstream.value, stream, mode, expected.get(stream.plan.entity) ?? 0).pipe(
        Effect.timeoutOption(patience),
        Effect.map((looked) => (looked._tag === "Some" ? looked.value : null)),
        Effect.catchAll(() => Effect.succeed(null))
      ),
    { concurrency: "unbounded" }
  )
  const looked = looks.filter((one) => one !== null)
  const unchanged = yield* commitUnchanged(looked, manifest, expected)
  const written = yield* writeChanged(opened, looked, manifest, unchanged)
  return {
    ended: new Set([...unchanged, ...written]),
    quiet: unchanged.size === opened.length
  }
}, Effect.scoped)

/** Nothing was looked at. */
const nothingSeen: Glanced = { ended: new Set(), quiet: false }

/** Lists whose length tells whether something is new, those among them that never brought anything with a timestamp. */
const isCounted = ({ changedUntil, plan }: OpenStream): boolean =>
  plan.changes?.kind === "segment" || plan.changes?.kind === "parents" || changedUntil === null

const look = (
  upstream: Upstream,
  stream: OpenStream,
  mode: SyncMode,
  expected: number
): Effect.Effect<Look | null, UpstreamError, SyncConfig> =>
  Effect.gen(function* () {
    const { plan, readAt } = stream
    if (plan.within !== null) {
      const isQuiet = plan.changes?.kind === "parents" && expected === 0
      return isQuiet ? { stream, same: endOfParents, changed: null } : null
    }
    // A list that was never read to its end is read in full, page by page.
    if (mode === "delta" && readAt === null) return null
    if (isProbed(stream, expected)) {
      const { changed, fits, same } = yield* probeSegment(upstream, stream, expected)
      return { stream, same: fits ? same : changed, changed }
    }
    const pages = yield* listSource(upstream, stream, { pages: 1, until: () => 0 })
    const [batch] = yield* Effect.map(Stream.runCollect(pages), Chunk.toReadonlyArray)
    return batch === undefined ? null : { stream, same: batch, changed: batch }
  })

/** Commits the streams that are at their end without anything new; answers which they are. */
const commitUnchanged = Effect.fnUntraced(function* (
  looks: ReadonlyArray<Look>,
  manifest: Manifest,
  expected: ReadonlyMap<string, number>
) {
  const canonical = yield* CanonicalStore
  const pages = yield* PageStore
  const [first] = looks
  if (first === undefined) return new Set<string>()
  const read = yield* Effect.forEach(looks, ({ same, stream }) =>
    Effect.map(identifyBatches(manifest.entities, [same]), (batches) => ({ batches, stream }))
  )
  const known = yield* canonical.known(
    first.stream,
    idsOfIdentified(read.flatMap(({ batches }) => batches.identified))
  )
  const batches = yield* Effect.forEach(read, ({ batches, stream }) =>
    batchOf(stream, manifest, batches, known, { committedPages: 0, letters: new Set() })
  )
  const quiet = batches
    .filter((batch) => batch !== null)
    .filter((batch) => isQuiet(batch, expected.get(batch.stream.plan.entity)))
  const entities = new Set(quiet.map(({ stream }) => stream.plan.entity))
  // What lies below records that have changed has to be asked for.
  const settled = quiet.filter(
    ({ stream: { plan } }) => plan.within === null || entities.has(plan.within.entity)
  )
  return settled.length === 0 ? new Set<string>() : yield* pages.commitUnchanged(first.stream.runId, settled)
})

/** Everything on the page is there already, and a list that leaves nothing out brought all that is there. */
const isQuiet = (
  { cursor, prepared, stream: { plan }, whole }: Batch,
  expected: number | undefined
): boolean => {
  const { bad, changed, unchangedIds } = prepared
  if (cursor.kind !== "end" || changed.length > 0 || bad.length > 0) return false
  return !whole || (plan.riders.length === 0 && unchangedIds.length === expected)
}

/** Writes the first pages that bring something, wave by wave for as long as the waves before are at their end. */
const writeChanged = Effect.fnUntraced(function* (
  opened: ReadonlyArray<OpenStream>,
  looks: ReadonlyArray<Look>,
  manifest: Manifest,
  unchanged: ReadonlySet<string>
) {
  const ended = new Set<string>()
  let openWave = Infinity
  for (const stream of opened) {
    const { entity, wave } = stream.plan
    if (unchanged.has(entity)) continue
    const page = looks.find((one) => one.stream === stream)?.changed ?? null
    if (page !== null && wave <= openWave) {
      const writer = yield* batchWriter(stream, manifest)
      yield* writer.prepare([page]).pipe(
        Effect.flatMap((batch) => (batch === null ? Effect.void : writer.commit(batch))),
        Effect.tap(() => (page.cursor.kind === "end" ? Effect.sync(() => ended.add(entity)) : Effect.void)),
        Effect.catchTag("Fenced", () => Effect.void)
      )
    }
    if (!ended.has(entity)) openWave = Math.min(openWave, wave)
  }
  return ended
})
