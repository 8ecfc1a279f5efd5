import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** Whose database this is. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
create table sync.cluster_meta (
  only_row boolean primary key default true check (only_row),
  cluster_id text not null,
  schema_version integer not null,
  build text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table sync.cluster_meta is 'The one cluster that this database serves; nodes of another one refuse to start';
comment on column sync.cluster_meta.schema_version is 'The newest migration; nodes that do not know it refuse to start';
comment on column sync.cluster_meta.build is 'The newest version of the engine that has joined'`
)
