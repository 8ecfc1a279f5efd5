import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import {
  type AnyCanonicalEntity,
  canonicalEntities,
  type CanonicalRecord,
  type Column
} from "@openfaith/canonical"
import { Array, Context, Effect, Layer } from "effect"
import { ageInSeconds } from "../database/Age.ts"
import { storable } from "../database/StorableText.ts"

/** What is known of a row that is there already. */
export interface KnownRow {
  readonly sourceHash: string
  readonly deleted: boolean
}

/** A canonical record with its hashes, ready to be written. */
export interface HashedRecord {
  readonly row: CanonicalRecord
  readonly sourceHash: string
  readonly contentHash: string
}

/** Ids by the entity they belong to. */
export type IdsByEntity = ReadonlyMap<string, ReadonlyArray<string>>

/** What is known of rows, by entity and external id. */
export type KnownRows = ReadonlyMap<string, ReadonlyMap<string, KnownRow>>

/** How many rows of an entity a statement wrote. */
export interface WrittenRows {
  readonly entity: string
  readonly inserted: number
  readonly updated: number
}

/** The canonical tables. Every statement is bound to one organisation. */
export class CanonicalStore extends Context.Tag("@openfaith/sync-engine/CanonicalStore")<
  CanonicalStore,
  {
    /** The rows of these external ids that are there, of all entities, in one statement. */
    readonly known: (
      account: { readonly orgId: string; readonly adapter: string },
      externalIds: IdsByEntity
    ) => Effect.Effect<KnownRows, SqlError>
    /** Which of these ids rows have, deleted ones included, of all entities, in one statement. */
    readonly existing: (orgId: string, ids: IdsByEntity) => Effect.Effect<ReadonlySet<string>, SqlError>
    /**
     * Inserts and updates records, of whatever entities and in any order, in one statement. A row is left alone when the
     * record is the one it was made of, when the record is older than it, or when the row was written or deleted after the
     * source was asked (`askedAt`) and the record's own timestamp does not say that it is newer.
     * Its version moves only when its content does. Answers what came of each entity.
     */
    readonly write: (batch: {
      readonly orgId: string
      readonly adapter: string
      readonly records: ReadonlyArray<HashedRecord>
      readonly askedAt: number
    }) => Effect.Effect<ReadonlyArray<WrittenRows>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    CanonicalStore,
    Effect.gen(function* () {
      const sql = (yield* SqlClient.SqlClient).withoutTransforms()
      return {
        known: ({ adapter, orgId }, externalIds) => {
          const asked = [...externalIds]
          if (asked.length === 0) return Effect.succeed(new Map())
          // External ids of a page are neighbours in their index, which reads them in a third of the time that random ids take.
          const lists = asked.map(
            ([entity], index) => `
              select '${entity}' as entity, coalesce(json_agg(external_id), '[]') as ids,
                coalesce(json_agg(source_hash), '[]') as hashes,
                coalesce(json_agg(deleted_at is not null), '[]') as deleted
              from canonical.${tableOf(entity)}
              where org_id = $1 and adapter = $2 and external_id = any($${index + 3}::text[])`
          )
          return Effect.map(
            sql.unsafe<KnownColumns>(lists.join(" union all "), [
              orgId,
              adapter,
              ...asked.map(([, some]) => some.map(storable))
            ]),
            (entities) => new Map(entities.map((columns) => [columns.entity, knownRows(columns)]))
          )
        },
        existing: (orgId, ids) => {
          const asked = [...ids]
          if (asked.length === 0) return Effect.succeed(new Set())
          const lists = asked.map(
            ([entity], index) =>
              `select id from canonical.${tableOf(entity)} where org_id = $1 and id = any($${index + 2}::uuid[])`
          )
          return Effect.map(
            sql.unsafe<{ id: string }>(lists.join(" union all "), [orgId, ...asked.map(([, some]) => some)]),
            (rows) => new Set(rows.map(({ id }) => id))
          )
        },
        write: ({ adapter, askedAt, orgId, records }) => {
          if (records.length === 0) return Effect.succeed([])
          const tables = Object.entries(Array.groupBy(records, ({ row }) => row.entity)).map(
            ([name, some]) => ({ entity: entityOf(name), some })
          )
          return sql.unsafe<WrittenRows>(upsertStatement(tables.map(({ entity }) => entity)), [
            orgId,
            adapter,
            ageInSeconds(askedAt),
            ...tables.map(({ entity: { columns }, some }) =>
              JSON.stringify(some.map((record) => valuesOf(columns, record)))
            )
          ])
        }
      }
    })
  )
}

/** Rows of an entity, each of their columns as a list: a row and a field each would take the driver longer to read. */
interface KnownColumns {
  readonly entity: string
  readonly ids: ReadonlyArray<string>
  readonly hashes: ReadonlyArray<string>
  readonly deleted: ReadonlyArray<boolean>
}

const knownRows = ({ deleted, hashes, ids }: KnownColumns): ReadonlyMap<string, KnownRow> =>
  new Map(ids.map((id, index) => [id, { sourceHash: hashes[index] ?? "", deleted: deleted[index] ?? false }]))

const entityByName = new Map<string, AnyCanonicalEntity>(
  Object.values(canonicalEntities).map((entity) => [entity.name, entity])
)

const entityOf = (name: string): AnyCanonicalEntity => {
  const found = entityByName.get(name)
  if (found === undefined) throw new Error(`There is no canonical entity ${name}`)
  return found
}

/** The table of an entity, in schema `canonical`. */
export const tableOf = (entity: string): string => entityOf(entity).table

/** A field that must point at a row that is there, and the entity of that row. */
export interface HardReference {
  readonly field: string
  readonly entity: string
}

const hardReferencesByEntity = new Map<string, ReadonlyArray<HardReference>>(
  Object.values(canonicalEntities).map(({ columns, name }) => [
    name,
    columns.flatMap(({ field, references }) =>
      references?.kind === "hard" ? [{ field, entity: references.entity }] : []
    )
  ])
)

/** The hard references of an entity. */
export const hardReferences = (entity: string): ReadonlyArray<HardReference> =>
  hardReferencesByEntity.get(entity) ?? []

// The rows of a table travel as one JSON text, which measured faster than a parameter a value or an array a column; each is a
// list of its values, without names, which takes both sides less time to write and to read.
const valuesOf = (
  columns: ReadonlyArray<Column>,
  { contentHash, row, sourceHash }: HashedRecord
): ReadonlyArray<unknown> => {
  const values: Array<unknown> = [
    row.id,
    row.externalId,
    row.sourceCreatedAt,
    row.sourceUpdatedAt,
    sourceHash,
    contentHash
  ]
  const fields: Readonly<Record<string, unknown>> = row.fields
  for (const { field } of columns) values.push(fields[field])
  return values
}

const commonColumns: ReadonlyArray<Pick<Column, "column" | "pgType">> = [
  { column: "id", pgType: "uuid" },
  { column: "external_id", pgType: "text" },
  { column: "source_created_at", pgType: "timestamptz" },
  { column: "source_updated_at", pgType: "timestamptz" },
  { column: "source_hash", pgType: "text" },
  { column: "content_hash", pgType: "text" }
]

const upsertOf = (entity: AnyCanonicalEntity, rows: string): string => {
  const columns = [...commonColumns, ...entity.columns]
  const names = columns.map(({ column }) => column)
  return `
  insert into canonical.${entity.table} as t (org_id, adapter, ${names.join(", ")})
  select $1, $2, ${columns.map(({ pgType }, index) => `(r ->> ${index})::${pgType}`).join(", ")}
  from jsonb_array_elements(${rows}::jsonb) as r
  on conflict (org_id, id) do update set
    ${names
      .slice(1)
      .map((name) => `${name} = excluded.${name}`)
      .join(", ")},
    version = t.version + (t.content_hash <> excluded.content_hash or t.deleted_at is not null or t.source_hash = '')::int,
    synced_at = now(), deleted_at = null, merged_into_id = null
  where (t.source_hash <> excluded.source_hash or t.content_hash <> excluded.content_hash or t.deleted_at is not null)
    and (t.source_hash = '' or t.source_updated_at is null or excluded.source_updated_at is null
      or excluded.source_updated_at >= t.source_updated_at)
    and (coalesce(excluded.source_updated_at > t.source_updated_at, false) or t.synced_at <= (select at from asked))
    and (t.deleted_at is null or t.deleted_at < (select at from asked))
  returning xmax = 0 as is_new`
}

// Foreign keys are looked at when the whole statement is done, so the order of its tables does not matter. They are looked up
// by plans that a connection keeps: one that was made while a table was known to be empty would go through all of it for each
// row to come, until somebody analyzes the table. So plans made from here on in the transaction use indexes.
const upsertStatement = (entities: ReadonlyArray<AnyCanonicalEntity>): string => {
  const upserts = entities.map((entity, index) => `${entity.table} as (${upsertOf(entity, `$${index + 4}`)})`)
  const counts = entities.map(
    ({ name, table }) => `
select '${name}' as entity, (count(*) filter (where is_new))::int as inserted,
  (count(*) filter (where not is_new))::int as updated from ${table}`
  )
  return `
with asked as materialized (
  select statement_timestamp() - make_interval(secs => $3::double precision) as at
), ${upserts.join(", ")}
select counts.* from (${counts.join(" union all ")}) as counts, set_config('enable_seqscan', 'off', true)`
}
