import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import type { Within } from "@openfaith/adapter-core"
import { columnName } from "@openfaith/canonical"
import { Array, Context, Effect, Layer } from "effect"
import { hardReferences, tableOf } from "./CanonicalStore.ts"

/** A row that a listing did not bring, with the record above it where it can only be asked for below that. */
export interface MissingRow {
  readonly externalId: string
  readonly parent: string | null
}

/** What a listing says of the rows that are there. */
export interface AuditFindings {
  /** Records that the listing brought. */
  readonly seen: number
  /** Living rows that it could have brought. */
  readonly living: number
  readonly missing: ReadonlyArray<MissingRow>
}

/** Which listing is compared with which rows. */
export interface AuditedList {
  readonly runId: string
  readonly orgId: string
  readonly adapter: string
  readonly entity: string
  /** The stream whose pages brought the entity's records. */
  readonly carrier: string
  readonly within: Within | null
  /** Whether the listing was of everything, and not of some parents only. */
  readonly whole: boolean
}

/** The entity whose rows tell of mergers, and the one whose records are merged. */
export const mergerEntity = "PersonMerger"
/** @see {@link mergerEntity} */
export const removedEntity = "Person"

/** Compares the ids that a run's ledger holds with the living rows. */
export class AuditStore extends Context.Tag("@openfaith/sync-engine/AuditStore")<
  AuditStore,
  {
    /**
     * Rows that were there before the run began and are not in its ledger. Of a list below parents, only rows whose
     * parent was visited count. Answers by entity.
     */
    readonly compare: (
      lists: ReadonlyArray<AuditedList>
    ) => Effect.Effect<ReadonlyMap<string, AuditFindings>, SqlError>
    /** Living rows that hang on records of one kind and are not among `seen`, the ids that those were read with. */
    readonly missingBelow: (records: {
      readonly orgId: string
      readonly adapter: string
      readonly parent: string
      readonly parentIds: ReadonlyArray<string>
      readonly children: ReadonlyArray<{ readonly entity: string; readonly seen: ReadonlyArray<string> }>
    }) => Effect.Effect<ReadonlyArray<MissingRow & { readonly entity: string }>, SqlError>
    /** Living rows that a merger says are gone. */
    readonly mergedAway: (account: {
      readonly orgId: string
      readonly adapter: string
    }) => Effect.Effect<ReadonlyArray<MissingRow>, SqlError>
    /** The record above a row, where there is one. */
    readonly parentOf: (child: {
      readonly orgId: string
      readonly adapter: string
      readonly entity: string
      readonly externalId: string
      readonly parent: string
    }) => Effect.Effect<string | null, SqlError>
    /** Counts rows that a run marked as deleted. */
    readonly countDeleted: (
      runId: string,
      deleted: ReadonlyMap<string, number>
    ) => Effect.Effect<void, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    AuditStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      // Tables that were filled a moment ago have no statistics yet, and the planner takes them for empty: it would go through
      // all of one for each row of the other.
      const joiningWholeTables = <A, E>(effect: Effect.Effect<A, E>) =>
        sql.withTransaction(Effect.zipRight(sql`set local enable_nestloop = off`, effect))
      const compared = ({ adapter, carrier, entity, orgId, runId, within }: AuditedList) => {
        const reference = hardReferences(entity).find((found) => found.entity === within?.entity)
        const below = within === null || reference === undefined ? null : { reference, within }
        // The parents that were asked, once each: looked up from every row they would be most of a run's time.
        const parents =
          below === null
            ? sql``
            : sql`visited as materialized (
                select distinct request -> 'params' ->> ${below.within.param} as external_id
                from sync.pages where run_id = ${runId} and entity = ${carrier}
              ), parents as materialized (
                select p.id, p.external_id
                from ${sql(`canonical.${tableOf(below.reference.entity)}`)} p join visited using (external_id)
                where p.org_id = ${orgId} and p.adapter = ${adapter}
              ),`
        const parent = below === null ? sql`null::text` : sql`p.external_id`
        const joined =
          below === null ? sql`` : sql`join parents p on p.id = t.${sql(columnName(below.reference.field))}`
        return Effect.map(
          sql<{ seen: number; living: number; missing: ReadonlyArray<MissingRow> }>`
            with seen as materialized (
              select distinct jsonb_array_elements_text(ids -> ${entity}) as external_id
              from sync.pages where run_id = ${runId} and entity = ${carrier}
            ), ${parents} living as materialized (
              select t.external_id, ${parent} as parent, t.synced_at
              from ${sql(`canonical.${tableOf(entity)}`)} t ${joined}
              where t.org_id = ${orgId} and t.adapter = ${adapter} and t.deleted_at is null
            )
            select (select count(*)::int from seen) as seen, (select count(*)::int from living) as living,
              coalesce((
                select json_agg(json_build_object('externalId', l.external_id, 'parent', l.parent) order by l.external_id)
                from living l
                where l.synced_at < (select started_at from sync.runs where run_id = ${runId})
                  and not exists (select from seen s where s.external_id = l.external_id)
              ), '[]') as missing`,
          ([row]) => row ?? { seen: 0, living: 0, missing: [] }
        )
      }
      const findings = (lists: ReadonlyArray<AuditedList>) =>
        Effect.forEach(lists, (list) => Effect.map(compared(list), (found) => [list.entity, found] as const))
      return {
        compare: (lists) =>
          Effect.gen(function* () {
            const [visited, whole] = Array.partition(lists, (list) => list.whole)
            const ofAll = whole.length === 0 ? [] : yield* joiningWholeTables(findings(whole))
            return new Map([...ofAll, ...(yield* findings(visited))])
          }),
        missingBelow: ({ adapter, children, orgId, parent, parentIds }) => {
          const selects = children.flatMap(({ entity, seen }) => {
            const reference = hardReferences(entity).find((found) => found.entity === parent)
            return reference === undefined
              ? []
              : [
                  sql`
                    select ${entity} as entity, t.external_id, p.external_id as parent
                    from ${sql(`canonical.${tableOf(parent)}`)} p join ${sql(`canonical.${tableOf(entity)}`)} t
                      on p.org_id = t.org_id and p.id = t.${sql(columnName(reference.field))}
                    where p.org_id = ${orgId} and p.adapter = ${adapter} and p.external_id = any(${parentIds})
                      and t.deleted_at is null and not t.external_id = any(${seen})`
                ]
          })
          return selects.length === 0
            ? Effect.succeed([])
            : sql<MissingRow & { readonly entity: string }>`${sql.join(" union all ", false)(selects)}`
        },
        mergedAway: ({ adapter, orgId }) =>
          sql<MissingRow>`
            select p.external_id, null as parent
            from ${sql(`canonical.${tableOf(mergerEntity)}`)} m join ${sql(`canonical.${tableOf(removedEntity)}`)} p
              on p.org_id = m.org_id and p.id = m.removed_person_id
            where m.org_id = ${orgId} and m.adapter = ${adapter} and m.deleted_at is null and p.deleted_at is null
            group by p.external_id`,
        parentOf: ({ adapter, entity, externalId, orgId, parent }) => {
          const reference = hardReferences(entity).find((found) => found.entity === parent)
          if (reference === undefined) return Effect.succeed(null)
          return Effect.map(
            sql<{ externalId: string }>`
              select p.external_id
              from ${sql(`canonical.${tableOf(entity)}`)} t join ${sql(`canonical.${tableOf(parent)}`)} p
                on p.org_id = t.org_id and p.id = t.${sql(columnName(reference.field))}
              where t.org_id = ${orgId} and t.adapter = ${adapter} and t.external_id = ${externalId}`,
            ([row]) => row?.externalId ?? null
          )
        },
        countDeleted: (runId, deleted) =>
          Effect.asVoid(sql`
            update sync.streams s set deleted = s.deleted + d.rows
            from json_to_recordset(${JSON.stringify([...deleted].map(([entity, rows]) => ({ entity, rows })))}::json)
              as d(entity text, rows integer)
            where s.run_id = ${runId} and s.entity = d.entity`)
      }
    })
  )
}
