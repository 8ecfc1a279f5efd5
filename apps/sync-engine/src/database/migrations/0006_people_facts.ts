import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/**
 * What else is known of people and groups: custom fields, the lists that a person's record chooses from, social profiles,
 * mergers, tags and attendance.
 *
 * A custom value is kept as text, because its type is told by another record, which may come later and may change. So the
 * type is put on in reading, by a function and by a view that gathers the fields of each person.
 */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
alter table canonical.people
  add column marital_status_id uuid,
  add column name_prefix_id uuid,
  add column name_suffix_id uuid,
  add column inactive_reason_id uuid;

create table canonical.marital_statuses (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  value text,
  primary key (org_id, id),
  unique (adapter, org_id, external_id)
);

create table canonical.name_prefixes (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  value text,
  primary key (org_id, id),
  unique (adapter, org_id, external_id)
);

create table canonical.name_suffixes (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  value text,
  primary key (org_id, id),
  unique (adapter, org_id, external_id)
);

create table canonical.inactive_reasons (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  value text,
  primary key (org_id, id),
  unique (adapter, org_id, external_id)
);

create table canonical.custom_field_tabs (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  name text,
  slug text,
  position integer,
  primary key (org_id, id),
  unique (adapter, org_id, external_id)
);

create table canonical.custom_field_definitions (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  tab_id uuid,
  name text,
  slug text,
  data_type text,
  config text,
  position integer,
  archived_at timestamptz,
  primary key (org_id, id),
  unique (adapter, org_id, external_id)
);

create table canonical.tag_groups (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  name text,
  position integer,
  publicly_visible boolean,
  multiple_choice boolean,
  primary key (org_id, id),
  unique (adapter, org_id, external_id)
);

create table canonical.tags (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  tag_group_id uuid not null,
  name text,
  position integer,
  primary key (org_id, id),
  unique (adapter, org_id, external_id),
  foreign key (org_id, tag_group_id) references canonical.tag_groups (org_id, id)
);
create index tags_tag_group_id on canonical.tags (tag_group_id, org_id);

create table canonical.social_profiles (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  person_id uuid not null,
  site text,
  url text,
  verified boolean,
  primary key (org_id, id),
  unique (adapter, org_id, external_id),
  foreign key (org_id, person_id) references canonical.people (org_id, id)
);
create index social_profiles_person_id on canonical.social_profiles (person_id, org_id);

create table canonical.custom_field_values (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  person_id uuid not null,
  definition_id uuid not null,
  value text,
  file_name text,
  file_content_type text,
  file_size integer,
  primary key (org_id, id),
  unique (adapter, org_id, external_id),
  foreign key (org_id, person_id) references canonical.people (org_id, id),
  foreign key (org_id, definition_id) references canonical.custom_field_definitions (org_id, id)
);
create index custom_field_values_person_id on canonical.custom_field_values (person_id, org_id);
create index custom_field_values_definition_id on canonical.custom_field_values (definition_id, org_id);

create table canonical.person_mergers (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  kept_person_id uuid,
  removed_person_id uuid,
  primary key (org_id, id),
  unique (adapter, org_id, external_id)
);

create table canonical.attendances (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamptz,
  source_updated_at timestamptz,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id uuid,
  event_id uuid not null,
  person_id uuid not null,
  attended boolean,
  role text,
  primary key (org_id, id),
  unique (adapter, org_id, external_id),
  foreign key (org_id, event_id) references canonical.events (org_id, id),
  foreign key (org_id, person_id) references canonical.people (org_id, id)
);
create index attendances_event_id on canonical.attendances (event_id, org_id);
create index attendances_person_id on canonical.attendances (person_id, org_id);

create function canonical.custom_field_value(data_type text, value text) returns jsonb
language sql immutable parallel safe as $$
  select case
    when data_type = 'boolean' and value in ('true', 'false') then to_jsonb(value = 'true')
    when data_type = 'number' and value ~ '^-?[0-9]{1,100}([.][0-9]{1,100})?$' then to_jsonb(value::numeric)
    else to_jsonb(value)
  end
$$;

create view canonical.people_custom_fields as
select org_id, person_id, jsonb_object_agg(field, value order by definition_id) as custom_fields
from (
  select v.org_id, v.person_id, v.definition_id,
    coalesce(nullif(d.slug, ''), nullif(d.name, ''), d.external_id) as field,
    case
      when d.data_type = 'checkboxes'
        then jsonb_agg(canonical.custom_field_value(d.data_type, v.value) order by v.value, v.id)
      else (array_agg(
        canonical.custom_field_value(d.data_type, coalesce(v.value, v.file_name))
        order by v.source_updated_at desc nulls last, v.id
      ))[1]
    end as value
  from canonical.custom_field_values v
  join canonical.custom_field_definitions d on d.org_id = v.org_id and d.id = v.definition_id
  where v.deleted_at is null and d.deleted_at is null and d.archived_at is null
  group by v.org_id, v.person_id, v.definition_id, d.slug, d.name, d.external_id, d.data_type
) fields
group by org_id, person_id;
`
)
