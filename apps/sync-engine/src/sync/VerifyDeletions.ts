import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Effect } from "effect"
import type { Upstream, UpstreamError } from "../connection/Upstream.ts"
import type { MissingRow } from "../stores/AuditStore.ts"
import { AuditStore } from "../stores/AuditStore.ts"
import { TombstoneStore } from "../stores/TombstoneStore.ts"
import { readRecord } from "./ReadRecord.ts"
import type { SourceAccount } from "./SourceAccount.ts"
import { writeRecords } from "./WriteRecords.ts"

/**
 * Asks the source for each of these rows, one by one, and marks as deleted only those that it does not know; one that it
 * does know after all is written as it is now. Each verdict is carried out at once, so that a crash loses none.
 */
export const verifyDeletions = Effect.fn("VerifyDeletions")(function* (
  upstream: Upstream,
  account: SourceAccount,
  options: {
    /** The run that found them missing; null when it was no run. */
    readonly runId: string | null
    readonly entity: string
    readonly missing: ReadonlyArray<MissingRow>
    /** Looked at before each question: the work ends when it says so. */
    readonly isCalledOff: Effect.Effect<boolean, SqlError>
  }
) {
  const sql = yield* SqlClient.SqlClient
  const audits = yield* AuditStore
  const tombstones = yield* TombstoneStore
  const { entity, runId } = options
  const verify = Effect.fnUntraced(function* ({ externalId, parent }: MissingRow) {
    const reading = yield* readRecord(upstream, account, { entity, externalId, parent })
    switch (reading._tag) {
      case "Unaskable":
        return
      case "Found": {
        const { askedAt, page } = reading.answer
        yield* writeRecords(account, [...page.carried, ...page.primary], { askedAt, runId })
        return
      }
      case "Gone":
        if (reading.mergers.length > 0)
          yield* writeRecords(account, reading.mergers, { askedAt: reading.askedAt, runId })
        yield* sql.withTransaction(
          Effect.gen(function* () {
            const { askedAt, mergedInto } = reading
            const { adapter, orgId } = account
            const deleted = yield* tombstones.bury({
              orgId,
              adapter,
              entity,
              externalId,
              mergedInto,
              askedAt
            })
            if (deleted.size > 0 && runId !== null) yield* audits.countDeleted(runId, deleted)
          })
        )
    }
  })
  yield* Effect.forEach(
    options.missing,
    (row) =>
      Effect.flatMap(options.isCalledOff, (isCalledOff) =>
        isCalledOff ? Effect.void : (verify(row) as Effect.Effect<void, SqlError | UpstreamError, never>)
      ),
    { concurrency: 4, discard: true }
  )
})
