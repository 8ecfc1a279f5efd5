import type { SqlError } from "@effect/sql/SqlError"
import { type AnyEntity, type AnyManifest, type TransformContext } from "@openfaith/adapter-core"
import type { CanonicalRecord } from "@openfaith/canonical"
import { Effect } from "effect"
import { inTurns } from "../load/Steps.ts"
import { CanonicalStore, type KnownRows } from "../stores/CanonicalStore.ts"
import { DeadLetterStore } from "../stores/DeadLetterStore.ts"
import { type Batch, type Committed, type Fenced, PageStore } from "../stores/PageStore.ts"
import type { OpenStream } from "../stores/StreamStore.ts"
import { changeTimestamps, highWater } from "./HighWater.ts"
import { everything, type ReadBatch } from "./PageSource.ts"
import {
  type IdentifiedRecord,
  identifying,
  preparing,
  idsByEntity,
  idsOfIdentified
} from "./PreparePages.ts"
import { entitiesOf } from "./RunPlan.ts"

/** An adapter's manifest, as far as reading and writing its streams goes. */
export type Manifest = AnyManifest<CanonicalRecord>

/** Batches that were read one after the other, with the hashes of their records. */
export interface IdentifiedBatches {
  readonly read: ReadonlyArray<ReadBatch>
  readonly identified: ReadonlyArray<IdentifiedRecord>
}

const contextOf = ({ adapter, countryCode, orgId, timeZone }: OpenStream): TransformContext => ({
  orgId,
  adapter,
  timeZone,
  country: countryCode
})

/** Hashes the records, by which unchanged ones are known. */
export const identifyBatches = (
  entities: Readonly<Record<string, AnyEntity<CanonicalRecord>>>,
  read: ReadonlyArray<ReadBatch>
): Effect.Effect<IdentifiedBatches> => {
  const records = read.flatMap(({ pages }) => pages.flatMap((page) => page.records))
  return Effect.map(
    inTurns(() => identifying(entities, records)),
    (identified) => ({ read, identified })
  )
}

/** What is to be committed for batches, given the rows that are there; none for no batches. */
export const batchOf = Effect.fnUntraced(function* (
  stream: OpenStream,
  { endpoints }: Manifest,
  { identified, read }: IdentifiedBatches,
  known: KnownRows,
  so: { readonly committedPages: number; readonly letters: ReadonlySet<string> }
) {
  const last = read.at(-1)
  if (last === undefined) return null
  const pages = read.flatMap((batch) => batch.pages)
  const prepared = yield* inTurns(() => preparing(identified, known, contextOf(stream)))
  const batch: Batch = {
    stream,
    ...so,
    pages: pages.map(({ answer, request }) => ({
      request,
      ids: Object.fromEntries(idsByEntity(everything(answer))),
      bytes: answer.page.bytes,
      askedAt: answer.askedAt,
      tookMillis: answer.tookMillis
    })),
    prepared,
    requests: read.reduce((sum, { requests }) => sum + requests, 0),
    cursor: last.cursor,
    expectedRows: last.expectedRows,
    requestsRemaining: last.requestsRemaining,
    whole: read.some(({ whole }) => whole),
    position: last.position,
    highWater: highWater(changeTimestamps(endpoints, entitiesOf(stream.plan)), pages),
    answeredAt: pages.at(-1)?.answer.page.answeredAt ?? null
  }
  return batch
})

/** Writes a stream's batches in the order in which they were read. */
export interface BatchWriter {
  /**
   * Makes one batch of what was read, ready to be committed; null of nothing. The one before may still be on its way: a record
   * of it that comes again is then written again, which changes nothing.
   */
  readonly prepare: (read: ReadonlyArray<ReadBatch>) => Effect.Effect<Batch | null, SqlError>
  readonly commit: (batch: Batch) => Effect.Effect<Committed, Fenced | SqlError>
}

/** The writer of a stream's batches. */
export const batchWriter = Effect.fnUntraced(function* (stream: OpenStream, manifest: Manifest) {
  const canonical = yield* CanonicalStore
  const letterStore = yield* DeadLetterStore
  const pages = yield* PageStore
  const letters = new Set(stream.hasLetters ? yield* letterStore.keys(stream, entitiesOf(stream.plan)) : [])
  let pagesBefore = stream.pages
  const writer: BatchWriter = {
    prepare: (read) =>
      Effect.gen(function* () {
        const batches = yield* identifyBatches(manifest.entities, read)
        const known = yield* canonical.known(stream, idsOfIdentified(batches.identified))
        const batch = yield* batchOf(stream, manifest, batches, known, {
          committedPages: pagesBefore,
          letters
        })
        pagesBefore += batch?.pages.length ?? 0
        return batch
      }),
    commit: (batch) =>
      Effect.tap(pages.commit(batch), ({ newLetters }) =>
        Effect.sync(() => {
          for (const key of newLetters) letters.add(key)
        })
      )
  }
  return writer
})
