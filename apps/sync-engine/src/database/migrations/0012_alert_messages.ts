import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** What alert channels are told: an outbox, and which alert was told of where. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
create table sync.alert_messages (
  message_id uuid primary key default gen_random_uuid(),
  sequence bigint generated always as identity,
  channel text not null,
  event text not null check (event in ('opened', 'reminded', 'resolved')),
  alerts json not null,
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  next_attempt_at timestamptz default now(),
  sent_at timestamptz,
  abandoned_at timestamptz,
  last_error text,
  check (num_nonnulls(next_attempt_at, sent_at, abandoned_at) = 1)
);
comment on table sync.alert_messages is 'Outbox of the alert channels: what each is told, sent at least once';
comment on column sync.alert_messages.sequence is 'The order in which messages were made';
comment on column sync.alert_messages.alerts is 'The alerts as they were when the message was made, so that every attempt says the same';
comment on column sync.alert_messages.abandoned_at is 'When it was given up: its channel had refused it for days';
create index alert_messages_waiting on sync.alert_messages (channel, next_attempt_at) where next_attempt_at is not null;

create table sync.alert_notices (
  alert_id uuid not null references sync.alerts on delete cascade,
  channel text not null,
  event text not null,
  number integer not null,
  message_id uuid not null references sync.alert_messages,
  created_at timestamptz not null default now(),
  primary key (alert_id, channel, event, number)
);
comment on table sync.alert_notices is 'Which alert a channel is told of, once for each event; only reminders have numbers above 0';
create index alert_notices_of_message on sync.alert_notices (message_id);
`
)
