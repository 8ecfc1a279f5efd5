import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/**
 * Rows of an organisation are shown to, and taken from, those only who work for it: whoever is not the tables' owner sees
 * the rows of the organisation named by `openfaith.org_id`, and none where that is not set.
 */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
do $$
declare
  organization constant text := 'nullif(current_setting(''openfaith.org_id'', true), '''')';
  found record;
begin
  for found in
    select c.oid::regclass as name, exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    ) as has_org
    from pg_class c
    where c.relkind = 'r' and c.relnamespace in ('canonical'::regnamespace, 'sync'::regnamespace)
  loop
    if found.has_org then
      execute format('alter table %s enable row level security', found.name);
      execute format('create policy organization on %s using (org_id = %s)', found.name, organization);
    end if;
  end loop;
  -- What hangs on a connection or a run is whose that is: the rows looked up are filtered as well.
  for found in
    select unnest(array['budgets', 'schedules', 'watermarks', 'webhook_subscriptions', 'pages']) as name
  loop
    execute format('alter table sync.%I enable row level security', found.name);
    execute format('create policy organization on sync.%I using (exists (%s))', found.name,
      case found.name
        when 'pages' then 'select from sync.runs r where r.run_id = pages.run_id'
        else format('select from sync.connections c where c.connection_id = %I.connection_id', found.name)
      end);
  end loop;

  -- Before version 15 a view always reads as its owner; nobody but the owner is granted this one.
  if current_setting('server_version_num')::integer >= 150000 then
    alter view canonical.people_custom_fields set (security_invoker = true);
  end if;
end $$;
`
)
