import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** Schema `sync`: what the engine knows about its own work. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
create table sync.connections (
  connection_id uuid primary key,
  org_id text not null,
  adapter text not null,
  auth_type text not null,
  credential jsonb not null,
  credential_version integer not null default 1,
  credential_expires_at timestamptz,
  status text not null default 'active' check (status in ('active', 'parked')),
  parked_reason text,
  source_organization_id text not null,
  source_organization_name text not null,
  time_zone text not null,
  country_code text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (org_id, adapter)
);
comment on table sync.connections is 'One connected account of an organisation; its credential is encrypted';

create table sync.budgets (
  connection_id uuid primary key references sync.connections on delete cascade,
  request_limit integer not null,
  period_seconds integer not null,
  slots jsonb not null,
  saved_at timestamptz not null
);
comment on table sync.budgets is 'Requests spent in the current period, so that a new owner of a connection does not overspend';

create table sync.runs (
  run_id uuid primary key,
  org_id text not null,
  connection_id uuid not null references sync.connections on delete cascade,
  adapter text not null,
  mode text not null,
  effective_mode text not null,
  entities text[],
  trigger text not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')),
  cancel_requested boolean not null default false,
  error text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
comment on table sync.runs is 'Every sync that was asked for, with its outcome; kept as the audit';
create unique index runs_one_live on sync.runs (org_id, adapter, mode) where status in ('queued', 'running');
create index runs_live on sync.runs (status, created_at) where status in ('queued', 'running');
create index runs_by_org on sync.runs (org_id, created_at desc, run_id desc);

create table sync.streams (
  run_id uuid not null references sync.runs on delete cascade,
  entity text not null,
  org_id text not null,
  wave integer not null,
  carrier text,
  plan jsonb,
  status text not null default 'pending'
    check (status in ('pending', 'running', 'succeeded', 'partial', 'failed', 'blocked', 'cancelled')),
  epoch integer not null default 0,
  worker text,
  cursor jsonb,
  pages integer not null default 0,
  requests integer not null default 0,
  read integer not null default 0,
  inserted integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  deleted integer not null default 0,
  dead_lettered integer not null default 0,
  expected_rows integer,
  requests_remaining integer,
  error text,
  started_at timestamptz,
  progressed_at timestamptz,
  finished_at timestamptz,
  primary key (run_id, entity)
);
comment on table sync.streams is 'One entity within one run: its cursor, the fence of whoever works on it, and its counts';

create table sync.pages (
  run_id uuid not null,
  entity text not null,
  page integer not null,
  epoch integer not null,
  request jsonb not null,
  ids jsonb not null,
  inserted integer not null,
  updated integer not null,
  unchanged integer not null,
  dead_lettered integer not null,
  bytes integer not null,
  fetched_at timestamptz not null,
  fetch_millis integer not null,
  committed_at timestamptz not null default now(),
  primary key (run_id, entity, page),
  foreign key (run_id, entity) references sync.streams on delete cascade
);
comment on table sync.pages is 'Ledger: one row a page, written in the transaction that writes the rows of the page';

create table sync.dead_letters (
  dead_letter_id bigint generated always as identity primary key,
  org_id text not null,
  connection_id uuid not null references sync.connections on delete cascade,
  adapter text not null,
  entity text not null,
  record_key text not null,
  external_id text,
  run_id uuid not null,
  reason text not null,
  path text not null,
  message text not null,
  raw json not null,
  attempts integer not null default 1,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  unique (org_id, adapter, entity, record_key)
);
comment on table sync.dead_letters is 'Records that could not be written, as they came, with the reason; one living letter a record'
`
)
