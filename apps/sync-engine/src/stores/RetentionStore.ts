import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** How old things may become. */
export interface Retention {
  readonly ledgerDays: number
  readonly runDays: number
  readonly workflowHours: number
}

/** Rows that went, by what they were. */
export type Pruned = Readonly<
  Record<
    "pages" | "inbox" | "alerts" | "alertMessages" | "audits" | "held" | "runs" | "workflows" | "nodes",
    number
  >
>

// Snowflakes of the cluster count milliseconds from here on, above 22 bits of other things.
const snowflakeEpoch = 1_735_689_600_000

/** Removes what the engine remembers of its work and needs no more; nothing that is alive, and never the data itself. */
export class RetentionStore extends Context.Tag("@openfaith/sync-engine/RetentionStore")<
  RetentionStore,
  {
    /** Removes a batch of each kind, at most `limit` rows, and answers how many went. */
    readonly prune: (retention: Retention, limit: number) => Effect.Effect<Pruned, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    RetentionStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const count = (statement: Effect.Effect<ReadonlyArray<unknown>, SqlError>) =>
        Effect.map(statement, (rows) => rows.length)
      const days = (number: number) => sql`make_interval(days => ${number})`

      return {
        prune: ({ ledgerDays, runDays, workflowHours }, limit) =>
          Effect.all({
            pages: count(sql`
              delete from sync.pages where ctid = any(array(
                select p.ctid from sync.pages p join sync.runs r using (run_id)
                where r.finished_at < now() - ${days(ledgerDays)} limit ${limit}
              )) returning 1`),
            inbox: count(sql`
              delete from sync.inbox where ctid = any(array(
                select ctid from sync.inbox where processed_at < now() - ${days(ledgerDays)} limit ${limit}
              )) returning 1`),
            alerts: count(sql`
              delete from sync.alerts where ctid = any(array(
                select ctid from sync.alerts where resolved_at < now() - ${days(ledgerDays)} limit ${limit}
              )) returning 1`),
            // The notices of an alert that is kept say that it was told of.
            alertMessages: count(sql`
              delete from sync.alert_messages where ctid = any(array(
                select m.ctid from sync.alert_messages m
                where m.created_at < now() - ${days(ledgerDays)}
                  and not exists (select from sync.alert_notices n where n.message_id = m.message_id) limit ${limit}
              )) returning 1`),
            audits: count(sql`
              delete from sync.dead_letter_audit where ctid = any(array(
                select ctid from sync.dead_letter_audit where discarded_at < now() - ${days(runDays)} limit ${limit}
              )) returning 1`),
            // A person's last word on an entity stays: it is not asked for twice.
            held: count(sql`
              delete from sync.held_deletions where ctid = any(array(
                select ctid from sync.held_deletions
                where status not in ('held', 'approved') and decided_at < now() - ${days(runDays)}
                  and held_deletion_id not in (
                    select max(held_deletion_id) from sync.held_deletions
                    where status in ('rejected', 'applied') group by connection_id, entity
                  )
                limit ${limit}
              )) returning 1`),
            // The newest of each kind stay: schedules and deltas count from them.
            runs: count(sql`
              delete from sync.runs where run_id = any(array(
                select r.run_id from sync.runs r
                where r.finished_at < now() - ${days(runDays)}
                  and r.run_id not in (
                    select distinct on (connection_id, mode, effective_mode, status) run_id from sync.runs
                    order by connection_id, mode, effective_mode, status, finished_at desc nulls first
                  )
                limit ${limit}
              )) returning 1`),
            workflows: Effect.map(
              sql<{ gone: number }>`
                with done as materialized (
                  select m.entity_type, m.entity_id
                  from cluster.cluster_messages m join cluster.cluster_replies r on r.request_id = m.id
                  where m.entity_type like 'Workflow/%' and m.tag = 'run' and r.kind = 0
                    and r.payload not like '%"Suspended"%'
                    and m.id < ((extract(epoch from now()) * 1000)::bigint - ${snowflakeEpoch}
                      - ${workflowHours}::bigint * 3600000) << 22
                  limit ${limit}
                ), messages as (
                  delete from cluster.cluster_messages m using done d
                  where m.entity_id = d.entity_id
                    and m.entity_type in (d.entity_type, 'Workflow/-/DurableClock')
                  returning m.id
                ), replies as (
                  delete from cluster.cluster_replies r using messages m where r.request_id = m.id
                )
                select count(*)::int as gone from messages`,
              ([row]) => row?.gone ?? 0
            ),
            // A node that did not leave but died, and came back elsewhere if at all. One that was only paused finds within a
            // second of waking up that its row is gone, and joins again; the cluster itself removes silent ones when a node leaves.
            nodes: count(sql`
              delete from cluster.cluster_runners where ctid = any(array(
                select ctid from cluster.cluster_runners
                where last_heartbeat < localtimestamp - interval '1 hour' limit ${limit}
              )) returning 1`)
          })
      }
    })
  )
}
