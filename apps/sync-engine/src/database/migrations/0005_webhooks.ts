import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** What sources tell by themselves: the subscriptions that make them do so, and the inbox of what they told. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
create table sync.webhook_subscriptions (
  connection_id uuid not null references sync.connections on delete cascade,
  event_name text not null,
  external_id text,
  url text not null,
  secret jsonb,
  active boolean not null default false,
  revivals integer not null default 0,
  revived_at timestamptz,
  checked_at timestamptz not null,
  last_error text,
  created_at timestamptz not null default now(),
  primary key (connection_id, event_name),
  check ((external_id is null) = (secret is null))
);
comment on table sync.webhook_subscriptions is 'What a source was asked to tell a connection of; the secret it signs with is encrypted';
comment on column sync.webhook_subscriptions.external_id is 'Its id at the source; null while it could not be made';
comment on column sync.webhook_subscriptions.revivals is 'How often it was found switched off and switched on again: what happened meanwhile was not told';
comment on column sync.webhook_subscriptions.last_error is 'Why the latest check failed; null when it did not';

create table sync.inbox (
  inbox_id bigint generated always as identity primary key,
  connection_id uuid not null references sync.connections on delete cascade,
  org_id text not null,
  event_id uuid not null,
  source text not null check (source in ('webhook', 'api')),
  event_name text not null,
  entity text,
  external_id text,
  action text not null check (action in ('created', 'updated', 'destroyed', 'merged', 'unknown')),
  kept_id text,
  payload json,
  event_time timestamptz,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  outcome text check (outcome in ('processed', 'ignored', 'failed')),
  error text,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  unique (connection_id, event_id),
  check ((processed_at is null) = (outcome is null)),
  check (processed_at is not null or (entity is not null and external_id is not null))
);
comment on table sync.inbox is 'Single records to be looked at, because the source told of them or somebody asked';
comment on column sync.inbox.event_id is 'The same for every delivery of an event';
comment on column sync.inbox.kept_id is 'Of a merger, the record that external_id went into';
create index inbox_pending on sync.inbox (connection_id, entity, external_id, inbox_id) where processed_at is null;
create index inbox_by_org on sync.inbox (org_id, event_name, outcome);
`
)
