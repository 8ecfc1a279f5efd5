import { SqlError } from "@effect/sql/SqlError"
import type { FetchedRecord } from "@openfaith/adapter-core"
import { Effect } from "effect"
import { ForOrganization } from "../database/ForOrganization.ts"
import { isRefusedRow } from "../database/SqlFailure.ts"
import { inTurns } from "../load/Steps.ts"
import { CanonicalStore } from "../stores/CanonicalStore.ts"
import { DeadLetterStore, letterKey } from "../stores/DeadLetterStore.ts"
import { RecordWriter, type WrittenEntity } from "../stores/RecordWriter.ts"
import { countRows } from "../telemetry/Metrics.ts"
import { type BadRecord, identifying, preparing, idsOfIdentified, unrepeated } from "./PreparePages.ts"
import type { SourceAccount } from "./SourceAccount.ts"

/** What came of records that were read outside of a stream. */
export interface Outcome {
  /** Rows inserted or changed. */
  readonly written: number
  readonly entities: ReadonlyArray<WrittenEntity>
  readonly bad: ReadonlyArray<BadRecord>
}

/**
 * Writes records that were read one by one, in one transaction: rows, letters of those that cannot be written, and
 * whatever else has to happen `with` them. Letters of those that were written go.
 */
export const writeRecords = Effect.fn("WriteRecords")(function* (
  account: SourceAccount,
  records: ReadonlyArray<FetchedRecord>,
  options: {
    readonly askedAt: number
    readonly runId: string | null
    readonly with?: Effect.Effect<void, SqlError>
  }
) {
  const organization = yield* ForOrganization
  const canonical = yield* CanonicalStore
  const letters = yield* DeadLetterStore
  const writer = yield* RecordWriter
  const { adapter, connectionId, context, entities, orgId } = account
  const identified = yield* inTurns(() => identifying(entities, unrepeated(records)))
  const known = yield* canonical.known(account, idsOfIdentified(identified))
  const prepared = yield* inTurns(() => preparing(identified, known, context))
  const box = { orgId, adapter, connectionId, runId: options.runId, seenAt: new Date(options.askedAt) }
  const write = (oneByOne: boolean): Effect.Effect<Outcome, SqlError> =>
    organization.transaction(
      orgId,
      Effect.gen(function* () {
        const written = yield* writer.write(prepared.changed, {
          orgId,
          adapter,
          askedAt: options.askedAt,
          oneByOne
        })
        const bad = [...prepared.bad, ...written.bad]
        const badKeys = new Set(bad.map(({ entity, recordKey }) => letterKey(entity, recordKey)))
        if (bad.length > 0) yield* letters.put(box, bad)
        const healed = records
          .map(({ entity, externalId }) => letterKey(entity, externalId ?? ""))
          .filter((key) => !badKeys.has(key))
        if (healed.length > 0) yield* letters.remove(box, healed)
        if (options.with !== undefined) yield* options.with
        return {
          bad,
          entities: written.entities,
          written: written.entities.reduce((sum, { inserted, updated }) => sum + inserted + updated, 0)
        }
      })
    )
  return yield* Effect.catchIf(
    write(false),
    (error) => error instanceof SqlError && isRefusedRow(error),
    () => write(true)
  ).pipe(
    Effect.tap(({ entities }) =>
      Effect.forEach(entities, ({ entity, ...counts }) => countRows(entity, counts), { discard: true })
    )
  )
})
