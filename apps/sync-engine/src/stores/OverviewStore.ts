import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { canonicalEntities } from "@openfaith/canonical"
import { Context, DateTime, Effect, Layer, Option, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"

/** What an organisation has, and how fresh it is. */
export interface Overview {
  readonly entities: ReadonlyArray<{
    readonly entity: string
    readonly rows: number
    readonly lastReadAt: DateTime.Utc | null
  }>
  readonly deadLetters: number
  readonly freshness: {
    readonly lastStartedAt: DateTime.Utc | null
    readonly lastCompletedAt: DateTime.Utc | null
    readonly lastSucceededAt: DateTime.Utc | null
  }
}

const Freshness = Schema.Struct({
  lastStartedAt: Schema.NullOr(Schema.DateFromSelf),
  lastCompletedAt: Schema.NullOr(Schema.DateFromSelf),
  lastSucceededAt: Schema.NullOr(Schema.DateFromSelf),
  deadLetters: Schema.Int
})

const instant = (date: Date | null) =>
  Option.getOrNull(Option.flatMap(Option.fromNullable(date), DateTime.make))

/** Counts over an organisation, taken from the tables themselves. */
export class OverviewStore extends Context.Tag("@openfaith/sync-engine/OverviewStore")<
  OverviewStore,
  { readonly of: (orgId: string) => Effect.Effect<Overview, SqlError> }
>() {
  static readonly layer = Layer.effect(
    OverviewStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const counts = Object.values(canonicalEntities)
        .map(
          ({ name, table }) =>
            `select '${name}' as entity, count(*)::int as rows, (
              select finished_at from sync.streams
              where org_id = $1 and entity = '${name}' and status in ('succeeded', 'partial')
              order by finished_at desc limit 1
            ) as last_read_at
            from canonical.${table} where org_id = $1 and deleted_at is null`
        )
        .join(" union all ")
      const freshness = SqlSchema.single({
        Request: Schema.String,
        Result: Freshness,
        execute: (orgId) => sql`
          select max(started_at) as last_started_at,
            max(finished_at) filter (where status in ('succeeded', 'partial')) as last_completed_at,
            max(finished_at) filter (where status = 'succeeded') as last_succeeded_at,
            (select count(*)::int from sync.dead_letters where org_id = ${orgId}) as dead_letters
          from sync.runs where org_id = ${orgId}`
      })
      return {
        of: (orgId) =>
          Effect.gen(function* () {
            const entities = yield* sql.unsafe<{ entity: string; rows: number; lastReadAt: Date | null }>(
              counts,
              [orgId]
            )
            const fresh = yield* dieOnBadRow(freshness(orgId))
            return {
              entities: entities.map((entity) => ({ ...entity, lastReadAt: instant(entity.lastReadAt) })),
              deadLetters: fresh.deadLetters,
              freshness: {
                lastStartedAt: instant(fresh.lastStartedAt),
                lastCompletedAt: instant(fresh.lastCompletedAt),
                lastSucceededAt: instant(fresh.lastSucceededAt)
              }
            }
          })
      }
    })
  )
}
