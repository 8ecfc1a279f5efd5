import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** What deltas and audits remember: how far changes are known, and deletions that wait for a person. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
create table sync.watermarks (
  connection_id uuid not null references sync.connections on delete cascade,
  entity text not null,
  changed_until timestamptz,
  position integer not null default 0,
  read_at timestamptz not null,
  primary key (connection_id, entity)
);
comment on table sync.watermarks is 'How far the changes of an entity are known, moved in the transaction of the data';
comment on column sync.watermarks.changed_until is 'The largest timestamp of the source below which nothing is missing';
comment on column sync.watermarks.position is 'Where the next look at one page of a list without timestamps begins';
comment on column sync.watermarks.read_at is 'When the last reading that came to its end began';

alter table sync.streams
  add column effective_mode text not null default 'full',
  add column high_water timestamptz,
  add column source_time timestamptz;
comment on column sync.streams.effective_mode is 'What the stream really was: a delta whose filter is ignored is a full listing';
comment on column sync.streams.high_water is 'The largest timestamp of the source seen so far';
comment on column sync.streams.source_time is 'The time of the source when the stream began';

alter table sync.dead_letters alter column run_id drop not null;

create table sync.held_deletions (
  held_deletion_id bigint generated always as identity primary key,
  org_id text not null,
  connection_id uuid not null references sync.connections on delete cascade,
  adapter text not null,
  entity text not null,
  run_id uuid not null,
  external_ids jsonb not null,
  records integer not null,
  living integer not null,
  status text not null default 'held' check (status in ('held', 'approved', 'rejected', 'applied', 'superseded')),
  reason text,
  created_at timestamptz not null default now(),
  decided_at timestamptz
);
comment on table sync.held_deletions is 'Deletions too many to be believed without a person';
create unique index held_deletions_open on sync.held_deletions (connection_id, entity) where status = 'held';
create index held_deletions_by_org on sync.held_deletions (org_id, held_deletion_id desc);
`
)
