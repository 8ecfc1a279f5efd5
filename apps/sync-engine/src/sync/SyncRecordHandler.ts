import { Effect } from "effect"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { InboxStore } from "../stores/InboxStore.ts"
import { recordingDefects } from "./Defects.ts"
import { patiently } from "./DurableWait.ts"
import { readAndWrite } from "./ReadAndWrite.ts"
import { SyncRecord } from "./SyncRecord.ts"

/** After so many attempts, which take most of a day, a record is given up: the next listing of its kind brings it. */
const attemptsInAll = 12

/** One activity: nothing in it may be half done, since its rows and the inbox are written in one transaction. */
export const SyncRecordHandler = SyncRecord.toLayer(
  Effect.fnUntraced(function* ({ attempt, connectionId, entity, externalId }) {
    const record = { connectionId, entity, externalId }
    yield* patiently(
      "SyncRecord",
      Effect.gen(function* () {
        const inbox = yield* InboxStore
        const postpone = (reason: string) =>
          untilDatabaseAnswers(
            attempt + 1 < attemptsInAll
              ? inbox.postpone(record, reason)
              : Effect.flatMap(inbox.pendingOf(connectionId, entity, externalId), (rows) =>
                  inbox.finish(
                    rows.map(({ inboxId }) => inboxId),
                    "failed",
                    reason
                  )
                )
          )
        yield* untilDatabaseAnswers(readAndWrite(record)).pipe(
          Effect.catchAll((error) =>
            error._tag === "RetryLater"
              ? // Others take its place meanwhile; no attempt is counted.
                Effect.zipRight(untilDatabaseAnswers(inbox.rest(record, error.seconds)), Effect.fail(error))
              : Effect.zipRight(
                  Effect.logWarning("record not read", error),
                  postpone(`${error._tag}: ${error.message}`)
                )
          ),
          recordingDefects(postpone),
          Effect.annotateLogs(record)
        )
      })
    )
  })
)
