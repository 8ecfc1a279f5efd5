import { Activity } from "@effect/workflow"
import { Effect } from "effect"
import { SyncEntity } from "./SyncEntity.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { StreamStore } from "../stores/StreamStore.ts"
import { recordingDefects } from "./Defects.ts"
import { isWait, sleepDurably } from "./DurableWait.ts"
import { syncPages, WindowOutcome } from "./SyncPages.ts"

const failStream = (runId: string, entity: string, reason: string) =>
  Effect.flatMap(StreamStore, (streams) =>
    untilDatabaseAnswers(streams.giveUp(runId, entity, "failed", reason))
  )

/** Runs windows of pages until one says that the stream has ended. */
export const SyncEntityHandler = SyncEntity.toLayer(
  Effect.fnUntraced(function* ({ entity, runId }) {
    for (let window = 1; ; window++) {
      const outcome = yield* Activity.make({
        name: `SyncPages/${window}`,
        success: WindowOutcome,
        execute: syncPages(runId, entity).pipe(
          recordingDefects((reason) => Effect.as(failStream(runId, entity, reason), "failed" as const)),
          Effect.annotateLogs({ runId, entity }),
          Effect.annotateSpans({ "sync.run.id": runId, "sync.entity": entity })
        )
      })
      if (isWait(outcome)) yield* sleepDurably(String(window), outcome)
      else if (outcome !== "more") return outcome
    }
  })
)
