import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** How runs and streams are doing: what failed of what was read, when they were last heard of, and what they wait for. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
alter table sync.streams
  add column orphaned integer not null default 0,
  add column heartbeat_at timestamptz,
  add column waiting_for text check (waiting_for in ('budget', 'retry-after', 'breaker')),
  add column resume_at timestamptz;
comment on column sync.streams.orphaned is 'Those of dead_lettered that only miss a parent';
comment on column sync.streams.heartbeat_at is 'When a worker last said that it works on the stream, whether or not it gets on';
comment on column sync.streams.waiting_for is 'What the worker waited for then; null when it worked';
comment on column sync.streams.resume_at is 'Until when nobody works on the stream, because the source asked for it';

alter table sync.runs add column heartbeat_at timestamptz;
comment on column sync.runs.heartbeat_at is 'When a worker last said that it plans or settles the run';

alter table sync.connections add column upstream_down_since timestamptz;
comment on column sync.connections.upstream_down_since is 'Since when its breaker is open: requests go unanswered, and none is sent but probes';
`
)
