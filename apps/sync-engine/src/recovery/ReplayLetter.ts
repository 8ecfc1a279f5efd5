import { type FetchedRecord, isTransient, relatedId } from "@openfaith/adapter-core"
import { Effect } from "effect"
import { concernsAccount, type Upstream, type UpstreamError } from "../connection/Upstream.ts"
import type { FullLetter } from "../stores/DeadLetterQueue.ts"
import { DeadLetterStore, letterKey } from "../stores/DeadLetterStore.ts"
import { everything } from "../sync/PageSource.ts"
import { type RecordReading, readRecord } from "../sync/ReadRecord.ts"
import type { SourceAccount } from "../sync/SourceAccount.ts"
import { bury } from "../sync/VerifyDeletions.ts"
import { writeRecords } from "../sync/WriteRecords.ts"

/** What came of a letter: its record was written, or is there no more, or failed again. */
export type Replayed = "written" | "gone" | "failed"

/** Whether the source cannot be asked for anything now; other errors concern only the record that was asked for. */
export const isSourceAway = (error: UpstreamError): boolean => concernsAccount(error) || isTransient(error)

/** The record above, by the record's own word, where lists of its kind exist only below one. */
const parentOf = (account: SourceAccount, { entity, raw }: FullLetter): string | null => {
  const within = account.withinOf(entity)
  return within === null ? null : relatedId(raw, within.relationship)
}

const unaskable: RecordReading = { _tag: "Unaskable" }

/** Asks for the letter's record, if there is a way to and the source lets us. */
const read = (upstream: Upstream, account: SourceAccount, letter: FullLetter) => {
  const { entity, externalId } = letter
  return externalId === null
    ? Effect.succeed(unaskable)
    : readRecord(upstream, account, { entity, externalId, parent: parentOf(account, letter) }).pipe(
        Effect.catchIf(
          (error) => !isSourceAway(error),
          () => Effect.succeed(unaskable)
        )
      )
}

/** Where a letter of this connection is kept. */
const boxOf = ({ adapter, connectionId, lastSeenAt, orgId }: FullLetter) => ({
  orgId,
  adapter,
  connectionId,
  runId: null,
  seenAt: lastSeenAt
})

/** Counts a failed attempt of which nothing new is known. */
export const failAgain = (letter: FullLetter) =>
  Effect.flatMap(DeadLetterStore, (letters) => letters.put(boxOf(letter), [letter]))

/**
 * Tries once more to write the record of a dead letter: as it is at the source now, or, where it cannot be asked for, as it
 * came, read by the schema of today. The letter goes with what is written, or counts one failure more, in one transaction.
 */
export const replayLetter = Effect.fn("ReplayLetter")(function* (
  upstream: Upstream,
  account: SourceAccount,
  letter: FullLetter
) {
  const letters = yield* DeadLetterStore
  const { entity, externalId, recordKey } = letter
  const key = letterKey(entity, recordKey)

  const write = Effect.fnUntraced(function* (records: ReadonlyArray<FetchedRecord>, askedAt: number) {
    // Records of a kind that is not known any more are passed over, as are those that were not asked for.
    const isAmongThem = records.some((one) => one.entity === entity && one.externalId === externalId)
    if (!isAmongThem || !(entity in account.entities)) {
      yield* failAgain(letter)
      return "failed" as const
    }
    const { bad } = yield* writeRecords(account, records, { askedAt, runId: null })
    return bad.some((one) => letterKey(one.entity, one.recordKey) === key)
      ? ("failed" as const)
      : ("written" as const)
  })

  const reading = yield* read(upstream, account, letter)
  switch (reading._tag) {
    case "Found":
      return yield* write(everything(reading.answer), reading.answer.askedAt)
    case "Unaskable":
      return yield* write([{ entity, externalId, raw: letter.raw }], letter.lastSeenAt.getTime())
    case "Gone": {
      yield* bury(
        { upstream, account, runId: null },
        { entity, externalId: recordKey, reading, with: letters.remove(boxOf(letter), [key]) }
      )
      return "gone" as const
    }
  }
})
