import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** When a dead letter is tried again, that it no longer is by itself, and what became of those that a person let go. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
alter table sync.dead_letters
  add column next_attempt_at timestamptz default now(),
  add column quarantined_at timestamptz;
update sync.dead_letters set quarantined_at = now(), next_attempt_at = null
where attempts >= 5 or reason = 'MissingId';
alter table sync.dead_letters
  add constraint dead_letters_wait_or_rest check (num_nonnulls(next_attempt_at, quarantined_at) = 1);
comment on column sync.dead_letters.next_attempt_at is 'When it is tried again by itself; null in quarantine';
comment on column sync.dead_letters.quarantined_at is 'Since when it waits for a person';
create index dead_letters_waiting on sync.dead_letters (connection_id, dead_letter_id) where quarantined_at is null;
create index dead_letters_by_org on sync.dead_letters (org_id, dead_letter_id desc);

create table sync.dead_letter_audit (
  dead_letter_id bigint primary key,
  org_id text not null,
  adapter text not null,
  entity text not null,
  external_id text,
  fault text not null,
  path text not null,
  message text not null,
  raw json not null,
  attempts integer not null,
  first_seen_at timestamptz not null,
  reason text not null,
  discarded_at timestamptz not null default now()
);
comment on table sync.dead_letter_audit is 'Dead letters that a person discarded, with the reason given';
comment on column sync.dead_letter_audit.fault is 'Why the record could not be written';
create index dead_letter_audit_by_org on sync.dead_letter_audit (org_id, dead_letter_id desc);
`
)
