import { Effect } from "effect"
import { RecoveryConfig } from "../config/RecoveryConfig.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { DeadLetterQueue, type FullLetter } from "../stores/DeadLetterQueue.ts"
import { sourceAccount } from "../sync/SourceAccount.ts"
import { failAgain, isSourceAway, type Replayed, replayLetter } from "./ReplayLetter.ts"

/** How many letters of a pass ended how; `postponed` counts the one at which the source did not answer. */
export type Recovered = Readonly<Record<Replayed | "postponed", number>>

/** The record that an orphan waits for may be among the letters itself. */
const orphansLast = (letters: ReadonlyArray<FullLetter>): ReadonlyArray<FullLetter> => [
  ...letters.filter(({ reason }) => reason !== "MissingParent"),
  ...letters.filter(({ reason }) => reason === "MissingParent")
]

/**
 * One pass over the dead letters of a connection: those whose time has come, oldest first, at most so many. One after the
 * other, so that a sync that runs meanwhile keeps nearly all of the connection's requests. A source that does not answer
 * ends the pass; that counts against no record.
 */
export const recoverConnection = Effect.fn("RecoverConnection")(function* (connectionId: string) {
  const { batch } = yield* RecoveryConfig
  const queue = yield* DeadLetterQueue
  const upstreams = yield* Upstreams
  const recovered = { written: 0, gone: 0, failed: 0, postponed: 0 }
  const letters = yield* untilDatabaseAnswers(queue.due(connectionId, batch))
  if (letters.length === 0) return recovered
  const account = yield* sourceAccount(connectionId)

  const failed = (letter: FullLetter, cause: unknown) =>
    Effect.zipRight(
      Effect.logError("dead letter could not be tried again", cause),
      Effect.as(untilDatabaseAnswers(failAgain(letter)), "failed" as const)
    )

  const replay = (letter: FullLetter) =>
    upstreams.get(connectionId).pipe(
      Effect.flatMap((upstream) => replayLetter(upstream, account, letter)),
      untilDatabaseAnswers,
      // Neither a record that makes this program stumble nor one that may not be read, as the one that a record was merged
      // into, must keep the letters behind it waiting for ever.
      Effect.catchIf(
        (error) => !isSourceAway(error),
        (error) => failed(letter, error)
      ),
      Effect.catchAllDefect((defect) => failed(letter, defect)),
      Effect.annotateLogs({ deadLetterId: letter.deadLetterId })
    )

  for (const letter of orphansLast(letters)) {
    const outcome = yield* replay(letter).pipe(
      Effect.catchAll((error) =>
        Effect.zipRight(
          Effect.logWarning("dead letters wait for their source", error),
          Effect.as(untilDatabaseAnswers(queue.postpone(letter.deadLetterId)), "postponed" as const)
        )
      )
    )
    recovered[outcome]++
    if (outcome === "postponed") break
  }
  yield* Effect.logInfo("dead letters tried again", recovered)
  return recovered
}, Effect.scoped)
