import type { FetchedRecord } from "@openfaith/adapter-core"
import { Effect } from "effect"
import { inTurns } from "../load/Steps.ts"
import { CanonicalStore } from "../stores/CanonicalStore.ts"
import { DeadLetterStore, letterKey } from "../stores/DeadLetterStore.ts"
import { VerifyStore } from "../stores/VerifyStore.ts"
import {
  type IdentifiedRecord,
  identifying,
  isUnchanged,
  idsOfIdentified,
  unrepeated
} from "./PreparePages.ts"
import type { SourceAccount } from "./SourceAccount.ts"

/** How one entity compares, as far as it was read. */
interface Comparison {
  sourceTotal: number | null
  complete: boolean
  /** Whether one list holds all its records, so that a row that is not on it is gone. */
  isListed: boolean
  readonly seen: Set<string>
  readonly setAside: Set<string>
  readonly gone: Set<string>
  /** Records that did not fit their row when they were read. */
  readonly suspects: Map<string, IdentifiedRecord>
}

const nothing = (): Comparison => ({
  sourceTotal: null,
  complete: false,
  isListed: false,
  seen: new Set(),
  setAside: new Set(),
  gone: new Set(),
  suspects: new Map()
})

/** Collects what is read at the source, compares it with the rows by the hash of the source, and says what differs. */
export const makeComparison = Effect.fnUntraced(function* (
  account: SourceAccount,
  entityNames: ReadonlyArray<string>
) {
  const canonical = yield* CanonicalStore
  const letters = yield* DeadLetterStore
  const store = yield* VerifyStore
  const { adapter, connectionId, entities, orgId } = account
  const known = new Set(yield* letters.keys({ orgId, adapter, connectionId, runId: null }, entityNames))
  const comparisons = new Map(entityNames.map((entity) => [entity, nothing()]))

  const of = (entity: string): Comparison => {
    const comparison = comparisons.get(entity) ?? nothing()
    comparisons.set(entity, comparison)
    return comparison
  }

  /** The records that do not fit their rows, and the rows. */
  const differing = Effect.fnUntraced(function* (records: ReadonlyArray<IdentifiedRecord>) {
    const rows = yield* canonical.known(account, idsOfIdentified(records))
    return { rows, records: records.filter((record) => !isUnchanged(record, rows)) }
  })

  const add = Effect.fnUntraced(function* (records: ReadonlyArray<FetchedRecord>) {
    const all = yield* inTurns(() => identifying(entities, unrepeated(records)))
    const identified = all.filter(({ record }) => record.externalId !== null)
    for (const { record } of identified) of(record.entity).seen.add(idOf(record))
    for (const suspect of (yield* differing(identified)).records) {
      const { entity } = suspect.record
      const id = idOf(suspect.record)
      if (known.has(letterKey(entity, id))) of(entity).setAside.add(id)
      else of(entity).suspects.set(id, suspect)
    }
  })

  /** What differs still; what a sync has mended meanwhile does not. */
  const resultOf = Effect.fnUntraced(function* (entity: string, comparison: Comparison, startedAt: Date) {
    const { complete, gone, isListed, seen, setAside, sourceTotal, suspects } = comparison
    const { records: still, rows } = yield* differing([...suspects.values()])
    const isHere = ({ record }: IdentifiedRecord) => rows.get(entity)?.get(idOf(record))?.deleted === false
    const unseen = complete && isListed ? yield* store.unseen(account, entity, seen, startedAt) : []
    return {
      entity,
      rows: yield* store.countRows(account, entity),
      sourceTotal,
      compared: seen.size,
      complete,
      setAside: setAside.size,
      missingHere: still.filter((record) => !isHere(record)).map(({ record }) => idOf(record)),
      different: still.filter(isHere).map(({ record }) => idOf(record)),
      goneThere: [...new Set([...unseen, ...gone])]
    }
  })

  return {
    add,
    of,
    results: (startedAt: Date) =>
      Effect.forEach(comparisons, ([entity, comparison]) => resultOf(entity, comparison, startedAt))
  }
})

/** @see {@link makeComparison} */
export type SourceComparison = Effect.Effect.Success<ReturnType<typeof makeComparison>>

const idOf = ({ externalId }: FetchedRecord): string => externalId ?? ""
