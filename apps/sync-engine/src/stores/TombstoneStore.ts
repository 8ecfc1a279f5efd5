import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { type AnyCanonicalEntity, canonicalEntities } from "@openfaith/canonical"
import { Context, Effect, Layer } from "effect"
import { ageInSeconds } from "../database/Age.ts"
import { ForOrganization } from "../database/ForOrganization.ts"
import { tableOf } from "./CanonicalStore.ts"

/** Rows of one organisation's account. */
export interface Account {
  readonly orgId: string
  readonly adapter: string
}

/** A row to be marked as deleted. */
export interface Tombstone extends Account {
  readonly entity: string
  readonly externalId: string
  /** The record that took its place, when it was merged. */
  readonly mergedInto: string | null
  /** When the source was asked, milliseconds since the epoch: what was written since stays. */
  readonly askedAt: number
}

/** Rows that were marked as deleted, by entity. */
export type DeletedRows = ReadonlyMap<string, number>

interface Child {
  readonly entity: string
  readonly table: string
  readonly column: string
}

/** The tables whose rows cannot be without a row of this entity. */
const childrenOf = (entity: string): ReadonlyArray<Child> =>
  Object.values<AnyCanonicalEntity>(canonicalEntities).flatMap(({ columns, name, table }) =>
    columns.flatMap(({ column, references }) =>
      references?.kind === "hard" && references.entity === entity ? [{ entity: name, table, column }] : []
    )
  )

/** Marks rows as deleted, never removes them: their version moves, and no page read before brings them back. */
export class TombstoneStore extends Context.Tag("@openfaith/sync-engine/TombstoneStore")<
  TombstoneStore,
  {
    /** Marks a row and all that hangs on it, in one transaction; says what was marked. */
    readonly bury: (tombstone: Tombstone) => Effect.Effect<DeletedRows, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    TombstoneStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const organization = yield* ForOrganization

      const buryChildren = (
        orgId: string,
        entity: string,
        parents: ReadonlyArray<string>,
        counts: Map<string, number>
      ): Effect.Effect<void, SqlError> =>
        Effect.forEach(
          childrenOf(entity),
          Effect.fnUntraced(function* ({ column, entity: child, table }) {
            const rows = yield* sql<{ id: string }>`
              update ${sql(`canonical.${table}`)} set
                deleted_at = clock_timestamp(), version = version + 1, synced_at = now()
              where org_id = ${orgId} and ${sql(column)} = any(${parents}::uuid[]) and deleted_at is null
              returning id`
            if (rows.length === 0) return
            counts.set(child, (counts.get(child) ?? 0) + rows.length)
            yield* buryChildren(
              orgId,
              child,
              rows.map(({ id }) => id),
              counts
            )
          }),
          { discard: true }
        )

      return {
        bury: ({ adapter, askedAt, entity, externalId, mergedInto, orgId }) =>
          organization.transaction(
            orgId,
            Effect.gen(function* () {
              const table = sql(`canonical.${tableOf(entity)}`)
              const rows = yield* sql<{ id: string; fresh: boolean }>`
                update ${table} t set
                  deleted_at = coalesce(t.deleted_at, clock_timestamp()), version = version + 1, synced_at = now(),
                  merged_into_id = (
                    select id from ${table} k
                    where k.org_id = ${orgId} and k.adapter = ${adapter} and k.external_id = ${mergedInto}
                  )
                from (
                  select id, deleted_at is null as fresh from ${table}
                  where org_id = ${orgId} and adapter = ${adapter} and external_id = ${externalId}
                    and (
                      deleted_at is null
                        and synced_at <= statement_timestamp() - make_interval(secs => ${ageInSeconds(askedAt)})
                      or deleted_at is not null and merged_into_id is null and ${mergedInto}::text is not null
                    )
                  for update
                ) found
                where t.org_id = ${orgId} and t.id = found.id
                returning t.id, found.fresh`
              const counts = new Map<string, number>()
              if (rows.some(({ fresh }) => fresh)) counts.set(entity, 1)
              yield* buryChildren(
                orgId,
                entity,
                rows.map(({ id }) => id),
                counts
              )
              return counts
            })
          )
      }
    })
  )
}
