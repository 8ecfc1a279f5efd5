import { Activity } from "@effect/workflow"
import { Array, Effect } from "effect"
import { Upstreams } from "../connection/Upstreams.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { InboxStore } from "../stores/InboxStore.ts"
import { recordingDefects } from "./Defects.ts"
import { readAndWrite, readAndWriteTogether } from "./ReadAndWrite.ts"
import { sourceAccount } from "./SourceAccount.ts"
import { type DueRecord, SyncRecords } from "./SyncRecords.ts"

/** After so many attempts, which take most of a day, a record is given up: the next listing of its kind brings it. */
const attemptsInAll = 12

/** The record is tried again later, or given up. */
const postpone = Effect.fnUntraced(function* (
  connectionId: string,
  { attempt, ...record }: DueRecord,
  reason: string
) {
  const inbox = yield* InboxStore
  const named = { connectionId, ...record }
  if (attempt + 1 < attemptsInAll) return yield* inbox.postpone(named, reason)
  const rows = yield* inbox.pendingOf(connectionId, record.entity, record.externalId)
  yield* inbox.finish(
    rows.map(({ inboxId }) => inboxId),
    "failed",
    reason
  )
}, untilDatabaseAnswers)

/** Works on records one after the other; what befalls one of them leaves the others alone. */
const syncRecords = Effect.fn("SyncRecords")(function* (
  connectionId: string,
  records: Array.NonEmptyReadonlyArray<DueRecord>
) {
  const account = yield* sourceAccount(connectionId)
  const upstream = yield* Effect.flatMap(Upstreams, (upstreams) => upstreams.get(connectionId))
  for (const [entity, some] of Object.entries(Array.groupBy(records, (record) => record.entity))) {
    const left = yield* readAndWriteTogether(upstream, account, entity, some).pipe(
      untilDatabaseAnswers,
      // Whatever it was: each record is looked at by itself then, and has a word of its own.
      recordingDefects(() => Effect.succeed(some))
    )
    for (const record of left) {
      yield* readAndWrite(upstream, account, record).pipe(
        untilDatabaseAnswers,
        Effect.catchAll((error) =>
          Effect.zipRight(
            Effect.logWarning("record not read", error),
            postpone(connectionId, record, `${error._tag}: ${error.message}`)
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
    Effect.forEach(records, (record) => postpone(connectionId, record, `${error._tag}: ${error.message}`), {
      discard: true
    })
  )

/** One activity: nothing in it may be half done, since a record's rows and the inbox are written in one transaction. */
export const SyncRecordsHandler = SyncRecords.toLayer(({ connectionId, records }) =>
  Activity.make({ name: "SyncRecords", execute: attempt(connectionId, records) })
)
