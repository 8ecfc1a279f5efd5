import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** Something of a connection that waits for a person: what it is about, and how much of it there is. */
export interface Concern {
  readonly orgId: string
  readonly connectionId: string
  readonly subject: string
  readonly count: number
}

/** What waits for a person, read where it is kept. */
export class ConcernStore extends Context.Tag("@openfaith/sync-engine/ConcernStore")<
  ConcernStore,
  {
    /** Deletions that are held, by entity. */
    readonly heldDeletions: Effect.Effect<ReadonlyArray<Concern>, SqlError>
    /** Letters in quarantine, by entity. */
    readonly quarantined: Effect.Effect<ReadonlyArray<Concern>, SqlError>
    /** Webhook subscriptions whose last check failed, by event. */
    readonly brokenSubscriptions: Effect.Effect<ReadonlyArray<Concern>, SqlError>
    /** Sources that are taken for down, by adapter, and for how many minutes. */
    readonly silentUpstreams: Effect.Effect<ReadonlyArray<Concern>, SqlError>
    /**
     * What has made no progress for so many minutes and is not known to wait for budget, breaker or the source's word: streams,
     * by entity, and runs that are between them (`run`); and for how many minutes.
     */
    readonly stuck: (minutes: number) => Effect.Effect<ReadonlyArray<Concern>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    ConcernStore,
    Effect.map(SqlClient.SqlClient, (sql) => ({
      heldDeletions: sql<Concern>`
        select org_id, connection_id, entity as subject, sum(records)::int as count
        from sync.held_deletions where status = 'held' group by org_id, connection_id, entity`,
      quarantined: sql<Concern>`
        select org_id, connection_id, entity as subject, count(*)::int as count
        from sync.dead_letters where quarantined_at is not null group by org_id, connection_id, entity`,
      brokenSubscriptions: sql<Concern>`
        select c.org_id, c.connection_id, s.event_name as subject, 1 as count
        from sync.webhook_subscriptions s join sync.connections c using (connection_id)
        where c.status = 'active' and (s.last_error is not null or not s.active)`,
      silentUpstreams: sql<Concern>`
        select org_id, connection_id, adapter as subject,
          floor(extract(epoch from now() - upstream_down_since) / 60)::int as count
        from sync.connections where upstream_down_since is not null and status = 'active'`,
      stuck: (minutes) => sql<Concern>`
        with still as (
          select r.org_id, r.connection_id, s.entity as subject,
            greatest(s.progressed_at, s.resume_at, case when s.waiting_for is not null then s.heartbeat_at end) as moved_at
          from sync.runs r join sync.streams s using (run_id)
          where r.status = 'running' and s.status = 'running' and s.carrier is null
          union all
          select r.org_id, r.connection_id, 'run', greatest(r.started_at, r.heartbeat_at, max(s.finished_at))
          from sync.runs r join sync.streams s using (run_id)
          where r.status = 'running'
          group by r.run_id having not bool_or(s.status = 'running')
        )
        select org_id, connection_id, subject, max(floor(extract(epoch from now() - moved_at) / 60))::int as count
        from still where moved_at < now() - make_interval(mins => ${minutes})
        group by org_id, connection_id, subject`
    }))
  )
}
