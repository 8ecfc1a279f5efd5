import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { canonicalEntityNames } from "@openfaith/canonical"
import { Context, Effect, Layer } from "effect"
import { isRefusedRow } from "../database/SqlFailure.ts"
import { type BadRecord, badRecord, type ChangedRecord } from "../sync/PreparePages.ts"
import { CanonicalStore, hardReferences } from "./CanonicalStore.ts"

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
    /** `present` are ids of rows that are known to be there; a record whose required parent is not is set aside. */
    readonly write: (
      changed: ReadonlyArray<ChangedRecord>,
      present: ReadonlySet<string>,
      options: WriteOptions
    ) => Effect.Effect<WrittenRecords, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    RecordWriter,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const canonical = yield* CanonicalStore

      /** Writes all records of an entity in one statement, or, when one of them is poison, each by itself. */
      const writeEntity = Effect.fnUntraced(function* (
        entity: string,
        records: ReadonlyArray<ChangedRecord>,
        options: WriteOptions
      ) {
        const { adapter, askedAt, oneByOne, orgId } = options
        const write = (some: ReadonlyArray<ChangedRecord>) =>
          canonical.write({ orgId, adapter, entity, askedAt, records: some.map(({ hashed }) => hashed) })
        if (!oneByOne) return { ...(yield* write(records)), bad: [] as ReadonlyArray<BadRecord> }
        const results = yield* Effect.forEach(records, (record) =>
          sql.withTransaction(write([record])).pipe(
            Effect.map((counts) => ({ ...counts, bad: [] as ReadonlyArray<BadRecord> })),
            Effect.catchIf(isRefusedRow, (error) =>
              Effect.succeed({
                inserted: 0,
                updated: 0,
                bad: [
                  badRecord(record.source.record, {
                    reason: "Unwritable",
                    path: "",
                    message: String(error.cause)
                  })
                ]
              })
            )
          )
        )
        return {
          inserted: results.reduce((sum, { inserted }) => sum + inserted, 0),
          updated: results.reduce((sum, { updated }) => sum + updated, 0),
          bad: results.flatMap(({ bad }) => bad)
        }
      })

      /** Sets aside the records whose required parent is not there. */
      const withParents = Effect.fnUntraced(function* (
        orgId: string,
        entity: string,
        records: ReadonlyArray<ChangedRecord>,
        present: ReadonlySet<string>
      ) {
        const references = hardReferences(entity)
        if (references.length === 0) return { whole: records, orphans: [] as ReadonlyArray<BadRecord> }
        const target = ({ hashed }: ChangedRecord, field: string) =>
          (hashed.fields as Readonly<Record<string, unknown>>)[field] as string
        const unsure = new Map<string, Array<string>>()
        for (const { entity: parent, field } of references) {
          const ids = new Set(records.map((record) => target(record, field)).filter((id) => !present.has(id)))
          unsure.set(parent, [...(unsure.get(parent) ?? []), ...ids])
        }
        const found = yield* canonical.known(orgId, unsure)
        const whole: Array<ChangedRecord> = []
        const orphans: Array<BadRecord> = []
        for (const record of records) {
          const missing = references.find(
            ({ field }) => !present.has(target(record, field)) && !found.has(target(record, field))
          )
          if (missing === undefined) whole.push(record)
          else {
            orphans.push(
              badRecord(record.source.record, {
                reason: "MissingParent",
                path: missing.field,
                message: `The ${missing.entity} that this ${entity} belongs to is not there.`
              })
            )
          }
        }
        return { whole, orphans }
      })

      return {
        write: Effect.fnUntraced(function* (changed, before, options) {
          const present = new Set(before)
          const entities: Array<WrittenEntity> = []
          const bad: Array<BadRecord> = []
          for (const entity of canonicalEntityNames) {
            const records = changed.filter(({ hashed }) => hashed.entity === entity)
            if (records.length === 0) continue
            const { orphans, whole } = yield* withParents(options.orgId, entity, records, present)
            bad.push(...orphans)
            if (whole.length === 0) continue
            const written = yield* writeEntity(entity, whole, options)
            bad.push(...written.bad)
            const refused = new Set(written.bad.map(({ externalId }) => externalId))
            for (const { hashed } of whole) if (!refused.has(hashed.externalId)) present.add(hashed.id)
            const fresh = whole.filter(({ source }) => !source.repeated).length
            const unchanged = Math.max(0, fresh - written.inserted - written.updated - written.bad.length)
            entities.push({ entity, inserted: written.inserted, updated: written.updated, unchanged })
          }
          return { entities, bad }
        })
      }
    })
  )
}
