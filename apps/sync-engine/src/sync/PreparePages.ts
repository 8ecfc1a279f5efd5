import type { AnyEntity, FetchedRecord, JsonObject, TransformContext } from "@openfaith/adapter-core"
import { type CanonicalRecord, contentHash } from "@openfaith/canonical"
import { hash } from "node:crypto"
import type { Steps } from "../load/Steps.ts"
import type { HashedRecord, IdsByEntity, KnownRows } from "../stores/CanonicalStore.ts"

/** A record as the source sent it, with its hash; one without an id has none. */
export interface IdentifiedRecord {
  readonly entity: AnyEntity<CanonicalRecord>
  readonly record: FetchedRecord
  readonly sourceHash: string
  /** It came on an earlier page already, so it counts only if it changed since. */
  readonly repeated: boolean
}

/** A record that cannot be written, as it came, and why. */
export interface BadRecord {
  readonly entity: string
  readonly externalId: string | null
  /** What names the record among the dead letters: its external id, or a digest when it has none. */
  readonly recordKey: string
  readonly reason: "MissingId" | "Undecodable" | "Untransformable" | "MissingParent" | "Unwritable"
  readonly path: string
  readonly message: string
  readonly raw: unknown
}

/** A record that is worth a statement, with the raw record it was made of. */
export interface ChangedRecord extends HashedRecord {
  readonly source: IdentifiedRecord
}

/** What is to be done with a batch of records. */
export interface PreparedRecords {
  readonly changed: ReadonlyArray<ChangedRecord>
  readonly bad: ReadonlyArray<BadRecord>
  /** Records of each entity that are there already just so; repeated ones are not counted. */
  readonly unchanged: ReadonlyMap<string, number>
  /** The same records by entity and external id. */
  readonly unchangedIds: ReadonlyArray<{ readonly entity: string; readonly externalId: string | null }>
}

/** The digest that stands for a record without an id. */
const digest = (raw: unknown): string => hash("sha256", JSON.stringify(raw), "base64url").slice(0, 22)

/** A dead letter in the making. */
export const badRecord = (
  record: FetchedRecord,
  fault: Pick<BadRecord, "reason" | "path" | "message">
): BadRecord => ({
  entity: record.entity,
  externalId: record.externalId,
  recordKey: record.externalId ?? `sha256:${digest(record.raw)}`,
  raw: record.raw,
  ...fault
})

const tooDeep: JsonObject = { unreadable: "nested too deep" }

/** A record with its hash. One that is nested deeper than the stack goes is set aside without what it held. */
const withHash = (
  entity: AnyEntity<CanonicalRecord>,
  record: FetchedRecord
): { readonly record: FetchedRecord; readonly hash: string } => {
  const hashOf = (raw: JsonObject) => (record.externalId === null ? digest(raw) : entity.fingerprint(raw))
  try {
    return { record, hash: hashOf(record.raw) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { record: { ...record, raw: tooDeep }, hash: hashOf(tooDeep) }
  }
}

/** Records that no page before them brought. */
export const unrepeated = (records: ReadonlyArray<FetchedRecord>) =>
  records.map((record) => ({ record, repeated: false }))

// So many records take some milliseconds; fewer need no pause at all.
const recordsAStep = 50
const isStepDone = (records: number): boolean => records > 0 && records % recordsAStep === 0

/** Computes hashes without decoding anything. When a record comes twice, the last copy wins. */
export function* identifying(
  entities: Readonly<Record<string, AnyEntity<CanonicalRecord>>>,
  records: ReadonlyArray<{ readonly record: FetchedRecord; readonly repeated: boolean }>
): Steps<ReadonlyArray<IdentifiedRecord>> {
  const last = new Map<string, IdentifiedRecord>()
  for (const [index, { record: fetched, repeated }] of records.entries()) {
    if (isStepDone(index)) yield
    const entity = entities[fetched.entity]
    if (entity === undefined) continue
    const { hash, record } = withHash(entity, fetched)
    const { externalId } = record
    const key = externalId === null ? `${record.entity}#${hash}` : `${record.entity}/${externalId}`
    const sourceHash = externalId === null ? "" : hash
    last.set(key, { entity, record, sourceHash, repeated: repeated && (last.get(key)?.repeated ?? true) })
  }
  return [...last.values()]
}

/** The external ids of these records, by entity; records without one are left out. */
export const idsByEntity = (
  records: ReadonlyArray<Pick<FetchedRecord, "entity" | "externalId">>
): IdsByEntity => {
  const ids = new Map<string, Array<string>>()
  for (const { entity, externalId } of records) {
    if (externalId === null) continue
    const some = ids.get(entity)
    if (some === undefined) ids.set(entity, [externalId])
    else some.push(externalId)
  }
  return ids
}

/** The same of records with their hashes. */
export const idsOfIdentified = (records: ReadonlyArray<IdentifiedRecord>): IdsByEntity =>
  idsByEntity(records.map(({ record }) => record))

/** Whether the record's row is there and was made of just this. */
export const isUnchanged = (
  { record: { entity, externalId }, sourceHash }: IdentifiedRecord,
  known: KnownRows
): boolean => {
  const row = externalId === null ? undefined : known.get(entity)?.get(externalId)
  return row !== undefined && !row.deleted && row.sourceHash === sourceHash
}

/** Drops what is known and unchanged before decoding it; decodes and transforms the rest. A bad record stops nothing. */
export function* preparing(
  records: ReadonlyArray<IdentifiedRecord>,
  known: KnownRows,
  context: TransformContext
): Steps<PreparedRecords> {
  const changed: Array<ChangedRecord> = []
  const bad: Array<BadRecord> = []
  const unchanged = new Map<string, number>()
  // The letter of a repeated record was written with the page before.
  const reject = (
    { record, repeated }: IdentifiedRecord,
    fault: Pick<BadRecord, "reason" | "path" | "message">
  ) => {
    if (!repeated) bad.push(badRecord(record, fault))
  }
  const unchangedIds: Array<FetchedRecord> = []
  const countUnchanged = ({ record, repeated }: IdentifiedRecord) => {
    unchangedIds.push(record)
    if (!repeated) unchanged.set(record.entity, (unchanged.get(record.entity) ?? 0) + 1)
  }
  for (const [index, source] of records.entries()) {
    if (isStepDone(index)) yield
    const { entity, record, sourceHash } = source
    if (record.externalId === null) {
      reject(source, {
        reason: "MissingId",
        path: "id",
        message: `The source sent a ${record.entity} without an id.`
      })
      continue
    }
    if (isUnchanged(source, known)) {
      countUnchanged(source)
      continue
    }
    const result = entity.read(record.raw, context)
    if (result._tag === "Left") {
      const { _tag, message, path } = result.left
      reject(source, { reason: _tag === "RecordFault" ? "Undecodable" : "Untransformable", path, message })
      continue
    }
    const row = result.right
    changed.push({ row, sourceHash, contentHash: contentHash(row.entity, row.fields), source })
  }
  return { changed, bad, unchanged, unchangedIds }
}
