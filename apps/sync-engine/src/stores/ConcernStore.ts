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
        from sync.connections where upstream_down_since is not null and status = 'active'`
    }))
  )
}
