import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** When connections are synced by themselves, and what a person should know of. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
create table sync.schedules (
  connection_id uuid not null references sync.connections on delete cascade,
  mode text not null check (mode in ('full', 'delta', 'reconciliation')),
  every_seconds integer check (every_seconds > 0),
  nightly_at time,
  paused boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (connection_id, mode),
  constraint schedules_one_kind check (num_nonnulls(every_seconds, nightly_at) = 1)
);
comment on table sync.schedules is 'When a connection is synced by itself; what is due follows from the runs that have ended';
comment on column sync.schedules.every_seconds is 'So long after the last run of the mode has ended';
comment on column sync.schedules.nightly_at is 'At this time of day in the time zone of the connection';

create index runs_alive on sync.runs (connection_id) where finished_at is null;
create index runs_ended on sync.runs (connection_id, mode, finished_at desc)
  where entities is null and finished_at is not null;
create index runs_completed on sync.runs (connection_id, effective_mode, finished_at desc)
  where entities is null and status in ('succeeded', 'partial');
create index streams_completed on sync.streams (org_id, entity, finished_at desc)
  where status in ('succeeded', 'partial');

create table sync.alerts (
  alert_id uuid primary key default gen_random_uuid(),
  org_id text not null,
  connection_id uuid not null references sync.connections on delete cascade,
  kind text not null,
  subject text not null,
  severity text not null check (severity in ('warning', 'critical')),
  message text not null,
  details jsonb not null default '{}',
  opened_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  resolved_at timestamptz
);
comment on table sync.alerts is 'What a person should know of; one open row for each connection, kind and subject';
create unique index alerts_open on sync.alerts (connection_id, kind, subject) where resolved_at is null;
create index alerts_by_org on sync.alerts (org_id, opened_at desc);
`
)
