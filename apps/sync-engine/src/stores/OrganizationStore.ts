import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { canonicalEntities } from "@openfaith/canonical"
import { Context, Effect, Layer, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"

const instant = Schema.NullOr(Schema.DateTimeUtcFromDate)

const SummaryRow = Schema.Struct({
  orgId: Schema.String,
  lastRunStatus: Schema.NullOr(
    Schema.Literal("queued", "running", "succeeded", "partial", "failed", "cancelled")
  ),
  lastStartedAt: instant,
  lastCompletedAt: instant,
  lastSucceededAt: instant,
  liveRuns: Schema.Int,
  deadLetters: Schema.Int,
  heldDeletions: Schema.Int,
  openAlerts: Schema.Int
})
/** How an organisation stands, in counts. */
export type SummaryRow = typeof SummaryRow.Type

const BudgetRow = Schema.Struct({
  orgId: Schema.String,
  adapter: Schema.String,
  used: Schema.Int,
  limit: Schema.Int,
  periodSeconds: Schema.Int
})
/** What a connection has in use of what its source allows. */
export type BudgetRow = typeof BudgetRow.Type

/** Looks over all organisations at once. */
export class OrganizationStore extends Context.Tag("@openfaith/sync-engine/OrganizationStore")<
  OrganizationStore,
  {
    /** All of them, by name. */
    readonly summaries: Effect.Effect<ReadonlyArray<SummaryRow>, SqlError>
    /** What their connections have in use of what their sources allow. */
    readonly budgets: Effect.Effect<ReadonlyArray<BudgetRow>, SqlError>
    /** How many living rows each has, counted in the tables themselves. */
    readonly rows: Effect.Effect<ReadonlyMap<string, number>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    OrganizationStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      // Through the index of an organisation's runs: the newest one that fits, not all of them.
      const summaries = SqlSchema.findAll({
        Request: Schema.Void,
        Result: SummaryRow,
        execute: () => sql`
          select o.org_id, newest.status as last_run_status, newest.started_at as last_started_at,
            completed.finished_at as last_completed_at, succeeded.finished_at as last_succeeded_at,
            (select count(*)::int from sync.runs r
              where r.org_id = o.org_id and r.status in ('queued', 'running')) as live_runs,
            (select count(*)::int from sync.dead_letters d where d.org_id = o.org_id) as dead_letters,
            (select count(*)::int from sync.held_deletions h
              where h.org_id = o.org_id and h.status = 'held') as held_deletions,
            (select count(*)::int from sync.alerts a
              where a.org_id = o.org_id and a.resolved_at is null) as open_alerts
          from (select distinct org_id from sync.connections) o
          left join lateral (
            select status, started_at from sync.runs r where r.org_id = o.org_id
            order by created_at desc, run_id desc limit 1
          ) newest on true
          left join lateral (
            select finished_at from sync.runs r where r.org_id = o.org_id and status in ('succeeded', 'partial')
            order by created_at desc, run_id desc limit 1
          ) completed on true
          left join lateral (
            select finished_at from sync.runs r where r.org_id = o.org_id and status = 'succeeded'
            order by created_at desc, run_id desc limit 1
          ) succeeded on true
          order by o.org_id`
      })
      // A slot is free again so many milliseconds after the budget was saved.
      const budgets = SqlSchema.findAll({
        Request: Schema.Void,
        Result: BudgetRow,
        execute: () => sql`
          select c.org_id, c.adapter, b.request_limit as limit, b.period_seconds, least(b.request_limit, (
            select coalesce(sum((slot ->> 'count')::int), 0) from jsonb_array_elements(b.slots) as slot
            where (slot ->> 'freeAt')::float8 > extract(epoch from clock_timestamp() - b.saved_at) * 1000
          ))::int as used
          from sync.budgets b join sync.connections c using (connection_id)
          order by c.org_id, c.adapter`
      })
      const counts = Object.values(canonicalEntities)
        .map(
          ({ table }) =>
            `select org_id, count(*) as rows from canonical.${table} where deleted_at is null group by org_id`
        )
        .join(" union all ")
      return {
        summaries: dieOnBadRow(summaries()),
        budgets: dieOnBadRow(budgets()),
        rows: Effect.map(
          sql.unsafe<{ orgId: string; rows: number }>(
            `select org_id, sum(rows)::float8 as rows from (${counts}) as counted group by org_id`
          ),
          (found) => new Map(found.map(({ orgId, rows }) => [orgId, rows]))
        )
      }
    })
  )
}
