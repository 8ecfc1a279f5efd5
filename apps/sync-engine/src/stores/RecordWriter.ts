import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { canonicalEntityNames, type CanonicalRecord } from "@openfaith/canonical"
import { Array, Context, Effect, Layer, Number } from "effect"
import { isRefusedRow } from "../database/SqlFailure.ts"
import { type BadRecord, badRecord, type ChangedRecord } from "../sync/PreparePages.ts"
import { CanonicalStore, type HardReference, hardReferences, type WrittenRows } from "./CanonicalStore.ts"

/** How a batch of records is written. */
export interface WriteOptions {
  readonly orgId: string
  readonly adapter: string
  /** When the source was asked, milliseconds since the epoch. */
  readonly askedAt: number
  /** A statement a record: slower, but one that PostgreSQL refuses takes no other with it. */
  readonly oneByOne: boolean
}

/** What came of the records of one entity. */
export interface WrittenEntity {
  readonly entity: string
  readonly inserted: number
  readonly updated: number
  /** Records that are there already, or that are older than their row; repeated ones are not counted. */
  readonly unchanged: number
}

/** What came of a batch. */
export interface WrittenRecords {
  readonly entities: ReadonlyArray<WrittenEntity>
  readonly bad: ReadonlyArray<BadRecord>
}

/** Writes changed records, parents before children, within the transaction of its caller. */
export class RecordWriter extends Context.Tag("@openfaith/sync-engine/RecordWriter")<
  RecordWriter,
  {
    /** A record whose required parent is not there is set aside. */
    readonly write: (
      changed: ReadonlyArray<ChangedRecord>,
      options: WriteOptions
    ) => Effect.Effect<WrittenRecords, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    RecordWriter,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const canonical = yield* CanonicalStore

      type Write = (
        records: ReadonlyArray<ChangedRecord>,
        options: WriteOptions
      ) => Effect.Effect<Written, SqlError>

      /** Writes all records in one statement. */
      const writeTogether: Write = (records, { adapter, askedAt, orgId }) =>
        Effect.map(canonical.write({ orgId, adapter, askedAt, records }), (rows) => ({ rows, bad: [] }))

      /** Writes each record by itself, and sets aside the poison among them. */
      const writeEach: Write = (records, options) =>
        Effect.map(
          Effect.forEach(records, (record) =>
            Effect.catchIf(sql.withTransaction(writeTogether([record], options)), isRefusedRow, (error) =>
              Effect.succeed<Written>({ rows: [], bad: [refusedRecord(record, error)] })
            )
          ),
          (written) => ({ rows: written.flatMap(({ rows }) => rows), bad: written.flatMap(({ bad }) => bad) })
        )

      /** Sets aside the records whose required parent is neither among the records nor there already. */
      const withParents = Effect.fnUntraced(function* (orgId: string, records: ReadonlyArray<ChangedRecord>) {
        const own = new Set<string>(records.map(({ row }) => row.id))
        const unsure = new Map<string, Set<string>>()
        for (const { row } of records)
          for (const reference of hardReferences(row.entity)) {
            const id = parentId(row, reference)
            if (!own.has(id))
              unsure.set(reference.entity, (unsure.get(reference.entity) ?? new Set()).add(id))
          }
        const found = yield* canonical.existing(
          orgId,
          new Map([...unsure].map(([entity, ids]) => [entity, [...ids]]))
        )
        const there = new Set<string>()
        const whole: Array<ChangedRecord> = []
        const orphans: Array<BadRecord> = []
        for (const record of records) {
          const { row } = record
          const missing = hardReferences(row.entity).find((reference) => {
            const id = parentId(row, reference)
            return !there.has(id) && !found.has(id)
          })
          if (missing === undefined) {
            whole.push(record)
            there.add(row.id)
          } else orphans.push(orphanedRecord(record, missing))
        }
        return { whole, orphans }
      })

      return {
        write: Effect.fnUntraced(function* (changed, options) {
          const ordered = canonicalEntityNames
            .map((entity) => changed.filter(({ row }) => row.entity === entity))
            .filter((records) => records.length > 0)
          const entities: Array<WrittenEntity> = []
          const bad: Array<BadRecord> = []
          // One by one, parents are written before their children look for them: some may be refused.
          for (const records of options.oneByOne ? ordered : [ordered.flat()]) {
            const { orphans, whole } = yield* withParents(options.orgId, records)
            const written = yield* (options.oneByOne ? writeEach : writeTogether)(whole, options)
            bad.push(...orphans, ...written.bad)
            entities.push(...countsOf(whole, written))
          }
          return { entities, bad }
        })
      }
    })
  )
}

/** What came of records whose parents are there. */
interface Written {
  readonly rows: ReadonlyArray<WrittenRows>
  readonly bad: ReadonlyArray<BadRecord>
}

const countsOf = (
  records: ReadonlyArray<ChangedRecord>,
  { bad, rows }: Written
): ReadonlyArray<WrittenEntity> =>
  Object.entries(Array.groupBy(records, ({ row }) => row.entity)).map(([entity, some]) => {
    const written = rows.filter((row) => row.entity === entity)
    const inserted = Number.sumAll(written.map((row) => row.inserted))
    const updated = Number.sumAll(written.map((row) => row.updated))
    const fresh = some.filter(({ source }) => !source.repeated).length
    const refused = bad.filter((record) => record.entity === entity).length
    return { entity, inserted, updated, unchanged: Math.max(0, fresh - inserted - updated - refused) }
  })

/** The row that a hard reference of a record names. */
const parentId = (row: CanonicalRecord, { field }: HardReference): string =>
  (row.fields as Readonly<Record<string, unknown>>)[field] as string

const orphanedRecord = ({ source }: ChangedRecord, { entity, field }: HardReference) =>
  badRecord(source.record, {
    reason: "MissingParent",
    path: field,
    message: `The ${entity} that this ${source.record.entity} belongs to is not there.`
  })

const refusedRecord = ({ source }: ChangedRecord, { cause }: SqlError) =>
  badRecord(source.record, { reason: "Unwritable", path: "", message: String(cause) })
