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

/** A mode whose newest run failed, and why. */
export interface FailedRun extends Concern {
  readonly reason: string | null
}

/** What waits for a person, read where it is kept. */
export class ConcernStore extends Context.Tag("@openfaith/sync-engine/ConcernStore")<
  ConcernStore,
  {
    /** Deletions that are held, by entity. */
    readonly heldDeletions: Effect.Effect<ReadonlyArray<Concern>, SqlError>
    /** Letters whose records failed again when they were tried again, and that will be tried further, by entity. */
    readonly lettersThatStay: Effect.Effect<ReadonlyArray<Concern>, SqlError>
    /** Letters in quarantine, by entity. */
    readonly quarantined: Effect.Effect<ReadonlyArray<Concern>, SqlError>
    /** Modes whose newest run failed, unless everything was read since; what was called off or was over some entities only is no run here. */
    readonly failedRuns: Effect.Effect<ReadonlyArray<FailedRun>, SqlError>
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
      lettersThatStay: sql<Concern>`
        select org_id, connection_id, entity as subject, count(*)::int as count
        from sync.dead_letters where quarantined_at is null and attempts > 1
        group by org_id, connection_id, entity`,
      quarantined: sql<Concern>`
        select org_id, connection_id, entity as subject, count(*)::int as count
        from sync.dead_letters where quarantined_at is not null group by org_id, connection_id, entity`,
      // Each of the two is one look into an index.
      failedRuns: sql<FailedRun>`
        select c.org_id, c.connection_id, m.mode as subject, 1 as count, newest.error as reason
        from sync.connections c cross join (values ('full'), ('delta'), ('reconciliation')) as m(mode)
        cross join lateral (
          select r.status, r.error, r.finished_at from sync.runs r
          where r.connection_id = c.connection_id and r.mode = m.mode and r.entities is null
            and r.finished_at is not null and r.status <> 'cancelled'
          order by r.finished_at desc limit 1
        ) newest
        where c.status = 'active' and newest.status = 'failed' and not exists (
          select from sync.runs r
          where r.connection_id = c.connection_id and r.effective_mode = 'full' and r.entities is null
            and r.status in ('succeeded', 'partial') and r.finished_at > newest.finished_at
        )`,
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
