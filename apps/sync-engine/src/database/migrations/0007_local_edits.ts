import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/**
 * A row that anybody but the engine changes forgets what record it was made of: the next sync that sees the record does
 * not skip it as known, and writes it whole again. The engine's own writes are told by `synced_at`, which they move.
 */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
create function canonical.forget_source() returns trigger language plpgsql as $$
begin
  new.source_hash := '';
  return new;
end $$;

do $$
declare
  name text;
begin
  for name in
    select table_name from information_schema.columns
    where table_schema = 'canonical' and column_name = 'source_hash'
      and table_name in (select table_name from information_schema.tables
        where table_schema = 'canonical' and table_type = 'BASE TABLE')
  loop
    execute format(
      'create trigger local_edit before update on canonical.%I for each row
       when (new.synced_at is not distinct from old.synced_at) execute function canonical.forget_source()',
      name
    );
  end loop;
end $$;
`
)
