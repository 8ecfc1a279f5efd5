import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** The keys of callers, of which only digests are kept. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
create table sync.api_keys (
  key_id uuid primary key default gen_random_uuid(),
  name text not null,
  digest bytea not null unique,
  scope text not null check (scope in ('read', 'operate', 'admin')),
  organizations text[] check (cardinality(organizations) > 0),
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
comment on table sync.api_keys is 'Who may call the API; a key itself is told once and never kept';
comment on column sync.api_keys.digest is 'SHA-256 of the key, which is 256 random bits';
comment on column sync.api_keys.organizations is 'The only organisations that the key is for; null for all of them';
comment on column sync.api_keys.last_used_at is 'To the minute';
`
)
