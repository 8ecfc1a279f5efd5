import { Workflow } from "@effect/workflow"
import { Effect, Option, Schema } from "effect"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { HeldDeletionStore } from "../stores/HeldDeletionStore.ts"
import { recordingDefects } from "./Defects.ts"
import { patiently } from "./DurableWait.ts"
import { sourceAccount } from "./SourceAccount.ts"
import { sweepDeletions } from "./VerifyDeletions.ts"

/** Carries out deletions that were held and that a person approved; each is still verified at the source. */
export const ApplyDeletions = Workflow.make({
  name: "ApplyDeletions",
  payload: { heldDeletionId: Schema.String },
  idempotencyKey: ({ heldDeletionId }) => heldDeletionId
})

const apply = Effect.fnUntraced(function* (heldDeletionId: string) {
  const store = yield* HeldDeletionStore
  const upstreams = yield* Upstreams
  const held = yield* store.find(heldDeletionId)
  if (Option.isNone(held)) return "applied" as const
  const { connectionId, entity, missing, runId } = held.value
  const account = yield* sourceAccount(connectionId)
  const upstream = yield* upstreams.get(connectionId)
  const undecided = yield* sweepDeletions({ upstream, account, runId }, { entity, missing })
  return undecided === 0 ? ("applied" as const) : ("superseded" as const)
}, Effect.scoped)

/** @see {@link ApplyDeletions} */
export const ApplyDeletionsHandler = ApplyDeletions.toLayer(
  Effect.fnUntraced(function* ({ heldDeletionId }) {
    yield* patiently(
      "ApplyDeletions",
      Effect.gen(function* () {
        const store = yield* HeldDeletionStore
        // What is left is found missing by the next audit, and held again if it is as much.
        const status = yield* untilDatabaseAnswers(apply(heldDeletionId)).pipe(
          Effect.catchAll((error) =>
            error._tag === "RetryLater"
              ? Effect.fail(error)
              : Effect.as(
                  Effect.logWarning("approved deletions not all carried out", error),
                  "superseded" as const
                )
          ),
          recordingDefects(() => Effect.succeed("superseded" as const))
        )
        yield* untilDatabaseAnswers(store.settle(heldDeletionId, status))
      }).pipe(Effect.annotateLogs({ heldDeletionId }))
    )
  })
)
