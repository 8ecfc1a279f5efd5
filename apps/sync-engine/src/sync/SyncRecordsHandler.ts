import { Array, Effect, Layer } from "effect"
import { Upstreams } from "../connection/Upstreams.ts"
import type { UpstreamError } from "../connection/Upstream.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { InboxStore } from "../stores/InboxStore.ts"
import { recordingDefects } from "./Defects.ts"
import { patiently } from "./DurableWait.ts"
import { readAndWrite, readAndWriteTogether } from "./ReadAndWrite.ts"
import { sourceAccount } from "./SourceAccount.ts"
import { DeliveryRate } from "../webhooks/DeliveryRate.ts"
import { type DueRecord, SyncRecords } from "./SyncRecords.ts"

/** After so many attempts, which take most of a day, a record is given up: the next listing of its kind brings it. */
const attemptsInAll = 12

/** The record is tried again later, or given up. */
const postpone = Effect.fnUntraced(function* (
  connectionId: string,
  { attempt, entity, externalId }: DueRecord,
  reason: string
) {
  const inbox = yield* InboxStore
  if (attempt + 1 < attemptsInAll) return yield* inbox.postpone({ connectionId, entity, externalId }, reason)
  const rows = yield* inbox.pendingOf(connectionId, entity, [externalId])
  yield* inbox.finish(rows, "failed", reason)
}, untilDatabaseAnswers)

const reasonOf = ({ _tag, message }: Exclude<UpstreamError, { _tag: "RetryLater" }>) => `${_tag}: ${message}`

/** Works on records one after the other; what befalls one of them leaves the others alone. */
const syncRecords = Effect.fn("SyncRecords")(function* (
  connectionId: string,
  records: Array.NonEmptyReadonlyArray<DueRecord>
) {
  yield* Effect.flatMap(DeliveryRate, (rate) => rate.yieldToDeliveries)
  const account = yield* sourceAccount(connectionId)
  const upstream = yield* Effect.flatMap(Upstreams, (upstreams) => upstreams.get(connectionId))
  for (const [entity, some] of Object.entries(Array.groupBy(records, (record) => record.entity))) {
    // Whatever it was: each record is looked at by itself then, and has a word of its own.
    const oneByOne = Effect.succeed<ReadonlyArray<DueRecord>>(some)
    const left = yield* readAndWriteTogether(upstream, account, entity, some).pipe(
      untilDatabaseAnswers,
      Effect.catchAll((error) => (error._tag === "RetryLater" ? Effect.fail(error) : oneByOne)),
      recordingDefects(() => oneByOne)
    )
    for (const record of left) {
      yield* readAndWrite(upstream, account, record).pipe(
        untilDatabaseAnswers,
        Effect.catchAll((error) =>
          error._tag === "RetryLater"
            ? Effect.fail(error)
            : Effect.zipRight(
                Effect.logWarning("record not read", error),
                postpone(connectionId, record, reasonOf(error))
              )
        ),
        recordingDefects((reason) => postpone(connectionId, record, reason)),
        Effect.annotateLogs({ connectionId, entity, externalId: record.externalId })
      )
    }
  }
}, Effect.scoped)

const attempt = (connectionId: string, records: Array.NonEmptyReadonlyArray<DueRecord>) =>
  Effect.catchAll(syncRecords(connectionId, records), (error) =>
    Effect.gen(function* () {
      if (error._tag !== "RetryLater") {
        return yield* Effect.forEach(records, (record) => postpone(connectionId, record, reasonOf(error)), {
          discard: true
        })
      }
      // Others take their place meanwhile; no attempt is counted.
      const inbox = yield* InboxStore
      yield* Effect.forEach(
        records,
        ({ entity, externalId }) => inbox.rest({ connectionId, entity, externalId }, error.seconds),
        { discard: true }
      ).pipe(untilDatabaseAnswers)
      return yield* error
    })
  )

/** One activity: nothing in it may be half done, since a record's rows and the inbox are written in one transaction. */
export const SyncRecordsHandler = SyncRecords.toLayer(({ connectionId, records }) =>
  patiently("SyncRecords", attempt(connectionId, records))
).pipe(Layer.provide(DeliveryRate.layer))
