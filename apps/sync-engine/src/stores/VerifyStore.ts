import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"
import { tableOf } from "./CanonicalStore.ts"
import type { Account } from "./TombstoneStore.ts"

/** What a comparison with the source reads here. */
export class VerifyStore extends Context.Tag("@openfaith/sync-engine/VerifyStore")<
  VerifyStore,
  {
    /** How many rows of an entity are not deleted. */
    readonly countRows: (account: Account, entity: string) => Effect.Effect<number, SqlError>
    /** External ids of rows that were not seen; what was written since `startedAt` could not be. */
    readonly unseen: (
      account: Account,
      entity: string,
      seen: ReadonlySet<string>,
      startedAt: Date
    ) => Effect.Effect<ReadonlyArray<string>, SqlError>
    /** External ids of rows at random. */
    readonly sample: (
      account: Account,
      entity: string,
      limit: number
    ) => Effect.Effect<ReadonlyArray<string>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    VerifyStore,
    Effect.map(SqlClient.SqlClient, (sql) => {
      const living = ({ adapter, orgId }: Account, entity: string) => sql`
        from ${sql(`canonical.${tableOf(entity)}`)}
        where org_id = ${orgId} and adapter = ${adapter} and deleted_at is null`
      const ids = Effect.map((rows: ReadonlyArray<{ readonly externalId: string }>) =>
        rows.map(({ externalId }) => externalId)
      )
      return {
        countRows: (account, entity) =>
          Effect.map(
            sql<{ count: number }>`select count(*)::int as count ${living(account, entity)}`,
            ([row]) => row?.count ?? 0
          ),
        unseen: (account, entity, seen, startedAt) =>
          ids(sql<{ externalId: string }>`
            select external_id ${living(account, entity)} and synced_at < ${startedAt}
              and external_id not in (select unnest(${[...seen]}::text[]))
            order by external_id`),
        sample: (account, entity, limit) =>
          ids(sql<{ externalId: string }>`
            select external_id ${living(account, entity)} order by random() limit ${limit}`)
      }
    })
  )
}
