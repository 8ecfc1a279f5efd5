-- The tables of a migrated database, as the catalog tells them. Written by
--   pnpm --filter @openfaith/sync-engine schema
-- and compared by every test run; the migrations are what creates them.

create table canonical.addresses (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  person_id uuid not null,
  street_line1 text,
  street_line2 text,
  city text,
  state text,
  postal_code text,
  country_code text,
  country_name text,
  location text,
  is_primary boolean,
  constraint addresses_pkey PRIMARY KEY (org_id, id),
  constraint addresses_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint addresses_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES canonical.people(org_id, id)
);
CREATE INDEX addresses_person_id ON canonical.addresses USING btree (person_id, org_id);
create policy organization on canonical.addresses using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.attendances (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  event_id uuid not null,
  person_id uuid not null,
  attended boolean,
  role text,
  constraint attendances_pkey PRIMARY KEY (org_id, id),
  constraint attendances_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint attendances_org_id_event_id_fkey FOREIGN KEY (org_id, event_id) REFERENCES canonical.events(org_id, id),
  constraint attendances_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES canonical.people(org_id, id)
);
CREATE INDEX attendances_event_id ON canonical.attendances USING btree (event_id, org_id);
CREATE INDEX attendances_person_id ON canonical.attendances USING btree (person_id, org_id);
create policy organization on canonical.attendances using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.campuses (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  name text,
  description text,
  street text,
  city text,
  state text,
  postal_code text,
  country text,
  latitude double precision,
  longitude double precision,
  time_zone text,
  twenty_four_hour_time boolean,
  phone_number text,
  contact_email text,
  website text,
  public_page_enabled boolean,
  avatar_url text,
  constraint campuses_pkey PRIMARY KEY (org_id, id),
  constraint campuses_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.campuses using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.custom_field_definitions (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  tab_id uuid,
  name text,
  slug text,
  data_type text,
  config text,
  "position" integer,
  archived_at timestamp with time zone,
  constraint custom_field_definitions_pkey PRIMARY KEY (org_id, id),
  constraint custom_field_definitions_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.custom_field_definitions using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.custom_field_tabs (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  name text,
  slug text,
  "position" integer,
  constraint custom_field_tabs_pkey PRIMARY KEY (org_id, id),
  constraint custom_field_tabs_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.custom_field_tabs using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.custom_field_values (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  person_id uuid not null,
  definition_id uuid not null,
  value text,
  file_name text,
  file_content_type text,
  file_size integer,
  constraint custom_field_values_pkey PRIMARY KEY (org_id, id),
  constraint custom_field_values_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint custom_field_values_org_id_definition_id_fkey FOREIGN KEY (org_id, definition_id) REFERENCES canonical.custom_field_definitions(org_id, id),
  constraint custom_field_values_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES canonical.people(org_id, id)
);
CREATE INDEX custom_field_values_definition_id ON canonical.custom_field_values USING btree (definition_id, org_id);
CREATE INDEX custom_field_values_person_id ON canonical.custom_field_values USING btree (person_id, org_id);
create policy organization on canonical.custom_field_values using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.emails (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  person_id uuid not null,
  address text,
  location text,
  is_primary boolean,
  blocked boolean,
  constraint emails_pkey PRIMARY KEY (org_id, id),
  constraint emails_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint emails_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES canonical.people(org_id, id)
);
CREATE INDEX emails_person_id ON canonical.emails USING btree (person_id, org_id);
create policy organization on canonical.emails using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.events (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  group_id uuid not null,
  name text,
  description text,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  multi_day boolean,
  repeating boolean,
  canceled boolean,
  canceled_at timestamp with time zone,
  location_preference text,
  virtual_location_url text,
  visitors_count integer,
  constraint events_pkey PRIMARY KEY (org_id, id),
  constraint events_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint events_org_id_group_id_fkey FOREIGN KEY (org_id, group_id) REFERENCES canonical.groups(org_id, id)
);
CREATE INDEX events_group_id ON canonical.events USING btree (group_id, org_id);
create policy organization on canonical.events using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.group_memberships (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  group_id uuid not null,
  person_id uuid not null,
  role text,
  joined_at timestamp with time zone,
  constraint group_memberships_pkey PRIMARY KEY (org_id, id),
  constraint group_memberships_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint group_memberships_org_id_group_id_fkey FOREIGN KEY (org_id, group_id) REFERENCES canonical.groups(org_id, id),
  constraint group_memberships_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES canonical.people(org_id, id)
);
CREATE INDEX group_memberships_group_id ON canonical.group_memberships USING btree (group_id, org_id);
CREATE INDEX group_memberships_person_id ON canonical.group_memberships USING btree (person_id, org_id);
create policy organization on canonical.group_memberships using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.group_types (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  name text,
  description text,
  color text,
  "position" integer,
  publicly_visible boolean,
  map_visible boolean,
  public_url text,
  constraint group_types_pkey PRIMARY KEY (org_id, id),
  constraint group_types_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.group_types using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.groups (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  group_type_id uuid,
  name text,
  description text,
  schedule text,
  contact_email text,
  public_url text,
  header_image_url text,
  header_thumbnail_url text,
  location_preference text,
  virtual_location_url text,
  events_visibility text,
  listed boolean,
  memberships_count integer,
  members_are_confidential boolean,
  chat_enabled boolean,
  archived_at timestamp with time zone,
  constraint groups_pkey PRIMARY KEY (org_id, id),
  constraint groups_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.groups using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.household_memberships (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  household_id uuid not null,
  person_id uuid not null,
  person_name text,
  pending boolean,
  role text,
  constraint household_memberships_pkey PRIMARY KEY (org_id, id),
  constraint household_memberships_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint household_memberships_org_id_household_id_fkey FOREIGN KEY (org_id, household_id) REFERENCES canonical.households(org_id, id),
  constraint household_memberships_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES canonical.people(org_id, id)
);
CREATE INDEX household_memberships_household_id ON canonical.household_memberships USING btree (household_id, org_id);
CREATE INDEX household_memberships_person_id ON canonical.household_memberships USING btree (person_id, org_id);
create policy organization on canonical.household_memberships using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.households (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  name text,
  member_count integer,
  primary_contact_name text,
  primary_contact_id uuid,
  avatar_url text,
  constraint households_pkey PRIMARY KEY (org_id, id),
  constraint households_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.households using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.inactive_reasons (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  value text,
  constraint inactive_reasons_pkey PRIMARY KEY (org_id, id),
  constraint inactive_reasons_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.inactive_reasons using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.marital_statuses (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  value text,
  constraint marital_statuses_pkey PRIMARY KEY (org_id, id),
  constraint marital_statuses_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.marital_statuses using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.name_prefixes (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  value text,
  constraint name_prefixes_pkey PRIMARY KEY (org_id, id),
  constraint name_prefixes_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.name_prefixes using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.name_suffixes (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  value text,
  constraint name_suffixes_pkey PRIMARY KEY (org_id, id),
  constraint name_suffixes_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.name_suffixes using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.people (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  first_name text,
  given_name text,
  middle_name text,
  last_name text,
  nickname text,
  display_name text,
  gender text,
  birthdate date,
  anniversary date,
  child boolean,
  grade integer,
  graduation_year integer,
  school_type text,
  status text not null,
  inactivated_at timestamp with time zone,
  membership text,
  directory_status text,
  medical_notes text,
  passed_background_check boolean,
  site_administrator boolean,
  remote_id text,
  avatar_url text,
  primary_campus_id uuid,
  marital_status_id uuid,
  name_prefix_id uuid,
  name_suffix_id uuid,
  inactive_reason_id uuid,
  constraint people_pkey PRIMARY KEY (org_id, id),
  constraint people_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.people using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.person_mergers (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  kept_person_id uuid,
  removed_person_id uuid,
  constraint person_mergers_pkey PRIMARY KEY (org_id, id),
  constraint person_mergers_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.person_mergers using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.phone_numbers (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  person_id uuid not null,
  number text,
  e164 text,
  country_code text,
  carrier text,
  location text,
  is_primary boolean,
  constraint phone_numbers_pkey PRIMARY KEY (org_id, id),
  constraint phone_numbers_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint phone_numbers_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES canonical.people(org_id, id)
);
CREATE INDEX phone_numbers_person_id ON canonical.phone_numbers USING btree (person_id, org_id);
create policy organization on canonical.phone_numbers using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.social_profiles (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  person_id uuid not null,
  site text,
  url text,
  verified boolean,
  constraint social_profiles_pkey PRIMARY KEY (org_id, id),
  constraint social_profiles_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint social_profiles_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES canonical.people(org_id, id)
);
CREATE INDEX social_profiles_person_id ON canonical.social_profiles USING btree (person_id, org_id);
create policy organization on canonical.social_profiles using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.tag_groups (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  name text,
  "position" integer,
  publicly_visible boolean,
  multiple_choice boolean,
  constraint tag_groups_pkey PRIMARY KEY (org_id, id),
  constraint tag_groups_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);
create policy organization on canonical.tag_groups using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table canonical.tags (
  org_id text not null,
  id uuid not null,
  adapter text not null,
  external_id text not null,
  source_created_at timestamp with time zone,
  source_updated_at timestamp with time zone,
  source_hash text not null,
  content_hash text not null,
  version bigint not null default 1,
  synced_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  merged_into_id uuid,
  tag_group_id uuid not null,
  name text,
  "position" integer,
  constraint tags_pkey PRIMARY KEY (org_id, id),
  constraint tags_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id),
  constraint tags_org_id_tag_group_id_fkey FOREIGN KEY (org_id, tag_group_id) REFERENCES canonical.tag_groups(org_id, id)
);
CREATE INDEX tags_tag_group_id ON canonical.tags USING btree (tag_group_id, org_id);
create policy organization on canonical.tags using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));

create table sync.alert_messages (
  message_id uuid not null default gen_random_uuid(),
  sequence bigint not null generated always as identity,
  channel text not null,
  event text not null,
  alerts json not null,
  attempts integer not null default 0,
  created_at timestamp with time zone not null default now(),
  next_attempt_at timestamp with time zone default now(),
  sent_at timestamp with time zone,
  abandoned_at timestamp with time zone,
  last_error text,
  constraint alert_messages_pkey PRIMARY KEY (message_id),
  constraint alert_messages_check CHECK ((num_nonnulls(next_attempt_at, sent_at, abandoned_at) = 1)),
  constraint alert_messages_event_check CHECK ((event = ANY (ARRAY['opened'::text, 'reminded'::text, 'resolved'::text])))
);
CREATE INDEX alert_messages_waiting ON sync.alert_messages USING btree (channel, next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
comment on table sync.alert_messages is 'Outbox of the alert channels: what each is told, sent at least once';
comment on column sync.alert_messages.sequence is 'The order in which messages were made';
comment on column sync.alert_messages.alerts is 'The alerts as they were when the message was made, so that every attempt says the same';
comment on column sync.alert_messages.abandoned_at is 'When it was given up: its channel had refused it for days';

create table sync.alert_notices (
  alert_id uuid not null,
  channel text not null,
  event text not null,
  number integer not null,
  message_id uuid not null,
  created_at timestamp with time zone not null default now(),
  constraint alert_notices_pkey PRIMARY KEY (alert_id, channel, event, number),
  constraint alert_notices_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES sync.alerts(alert_id) ON DELETE CASCADE,
  constraint alert_notices_message_id_fkey FOREIGN KEY (message_id) REFERENCES sync.alert_messages(message_id)
);
CREATE INDEX alert_notices_of_message ON sync.alert_notices USING btree (message_id);
comment on table sync.alert_notices is 'Which alert a channel is told of, once for each event; only reminders have numbers above 0';

create table sync.alerts (
  alert_id uuid not null default gen_random_uuid(),
  org_id text not null,
  connection_id uuid not null,
  kind text not null,
  subject text not null,
  severity text not null,
  message text not null,
  details jsonb not null default '{}'::jsonb,
  opened_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  resolved_at timestamp with time zone,
  constraint alerts_pkey PRIMARY KEY (alert_id),
  constraint alerts_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE,
  constraint alerts_severity_check CHECK ((severity = ANY (ARRAY['warning'::text, 'critical'::text])))
);
CREATE INDEX alerts_by_org ON sync.alerts USING btree (org_id, opened_at DESC);
CREATE UNIQUE INDEX alerts_open ON sync.alerts USING btree (connection_id, kind, subject) WHERE (resolved_at IS NULL);
create policy organization on sync.alerts using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));
comment on table sync.alerts is 'What a person should know of; one open row for each connection, kind and subject';

create table sync.api_keys (
  key_id uuid not null default gen_random_uuid(),
  name text not null,
  digest bytea not null,
  scope text not null,
  organizations text[],
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (key_id),
  constraint api_keys_digest_key UNIQUE (digest),
  constraint api_keys_organizations_check CHECK ((cardinality(organizations) > 0)),
  constraint api_keys_scope_check CHECK ((scope = ANY (ARRAY['read'::text, 'operate'::text, 'admin'::text])))
);
comment on table sync.api_keys is 'Who may call the API; a key itself is told once and never kept';
comment on column sync.api_keys.digest is 'SHA-256 of the key, which is 256 random bits';
comment on column sync.api_keys.organizations is 'The only organisations that the key is for; null for all of them';
comment on column sync.api_keys.last_used_at is 'To the minute';

create table sync.budgets (
  connection_id uuid not null,
  request_limit integer not null,
  period_seconds integer not null,
  slots jsonb not null,
  saved_at timestamp with time zone not null,
  constraint budgets_pkey PRIMARY KEY (connection_id),
  constraint budgets_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE
);
create policy organization on sync.budgets using (EXISTS ( SELECT FROM sync.connections c WHERE (c.connection_id = budgets.connection_id)));
comment on table sync.budgets is 'Requests spent in the current period, so that a new owner of a connection does not overspend';

create table sync.cluster_meta (
  only_row boolean not null default true,
  cluster_id text not null,
  schema_version integer not null,
  build text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint cluster_meta_pkey PRIMARY KEY (only_row),
  constraint cluster_meta_only_row_check CHECK (only_row)
);
comment on table sync.cluster_meta is 'The one cluster that this database serves; nodes of another one refuse to start';
comment on column sync.cluster_meta.schema_version is 'The newest migration; nodes that do not know it refuse to start';
comment on column sync.cluster_meta.build is 'The newest version of the engine that has joined';

create table sync.connections (
  connection_id uuid not null,
  org_id text not null,
  adapter text not null,
  auth_type text not null,
  credential jsonb not null,
  credential_version integer not null default 1,
  credential_expires_at timestamp with time zone,
  status text not null default 'active'::text,
  parked_reason text,
  source_organization_id text not null,
  source_organization_name text not null,
  time_zone text not null,
  country_code text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  upstream_down_since timestamp with time zone,
  constraint connections_pkey PRIMARY KEY (connection_id),
  constraint connections_org_id_adapter_key UNIQUE (org_id, adapter),
  constraint connections_status_check CHECK ((status = ANY (ARRAY['active'::text, 'parked'::text])))
);
create policy organization on sync.connections using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));
comment on table sync.connections is 'One connected account of an organisation; its credential is encrypted';
comment on column sync.connections.upstream_down_since is 'Since when its breaker is open: requests go unanswered, and none is sent but probes';

create table sync.dead_letter_audit (
  dead_letter_id bigint not null,
  org_id text not null,
  adapter text not null,
  entity text not null,
  external_id text,
  fault text not null,
  path text not null,
  message text not null,
  raw json not null,
  attempts integer not null,
  first_seen_at timestamp with time zone not null,
  reason text not null,
  discarded_at timestamp with time zone not null default now(),
  constraint dead_letter_audit_pkey PRIMARY KEY (dead_letter_id)
);
CREATE INDEX dead_letter_audit_by_org ON sync.dead_letter_audit USING btree (org_id, dead_letter_id DESC);
create policy organization on sync.dead_letter_audit using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));
comment on table sync.dead_letter_audit is 'Dead letters that a person discarded, with the reason given';
comment on column sync.dead_letter_audit.fault is 'Why the record could not be written';

create table sync.dead_letters (
  dead_letter_id bigint not null generated always as identity,
  org_id text not null,
  connection_id uuid not null,
  adapter text not null,
  entity text not null,
  record_key text not null,
  external_id text,
  run_id uuid,
  reason text not null,
  path text not null,
  message text not null,
  raw json not null,
  attempts integer not null default 1,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  next_attempt_at timestamp with time zone default now(),
  quarantined_at timestamp with time zone,
  constraint dead_letters_pkey PRIMARY KEY (dead_letter_id),
  constraint dead_letters_org_id_adapter_entity_record_key_key UNIQUE (org_id, adapter, entity, record_key),
  constraint dead_letters_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE,
  constraint dead_letters_wait_or_rest CHECK ((num_nonnulls(next_attempt_at, quarantined_at) = 1))
);
CREATE INDEX dead_letters_by_org ON sync.dead_letters USING btree (org_id, dead_letter_id DESC);
CREATE INDEX dead_letters_waiting ON sync.dead_letters USING btree (connection_id, dead_letter_id) WHERE (quarantined_at IS NULL);
create policy organization on sync.dead_letters using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));
comment on table sync.dead_letters is 'Records that could not be written, as they came, with the reason; one living letter a record';
comment on column sync.dead_letters.next_attempt_at is 'When it is tried again by itself; null in quarantine';
comment on column sync.dead_letters.quarantined_at is 'Since when it waits for a person';

create table sync.held_deletions (
  held_deletion_id bigint not null generated always as identity,
  org_id text not null,
  connection_id uuid not null,
  adapter text not null,
  entity text not null,
  run_id uuid not null,
  external_ids jsonb not null,
  records integer not null,
  living integer not null,
  status text not null default 'held'::text,
  reason text,
  created_at timestamp with time zone not null default now(),
  decided_at timestamp with time zone,
  constraint held_deletions_pkey PRIMARY KEY (held_deletion_id),
  constraint held_deletions_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE,
  constraint held_deletions_status_check CHECK ((status = ANY (ARRAY['held'::text, 'approved'::text, 'rejected'::text, 'applied'::text, 'superseded'::text])))
);
CREATE INDEX held_deletions_by_org ON sync.held_deletions USING btree (org_id, held_deletion_id DESC);
CREATE UNIQUE INDEX held_deletions_open ON sync.held_deletions USING btree (connection_id, entity) WHERE (status = 'held'::text);
create policy organization on sync.held_deletions using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));
comment on table sync.held_deletions is 'Deletions too many to be believed without a person';

create table sync.inbox (
  inbox_id bigint not null generated always as identity,
  connection_id uuid not null,
  org_id text not null,
  event_id uuid not null,
  source text not null,
  event_name text not null,
  entity text,
  external_id text,
  action text not null,
  kept_id text,
  payload json,
  event_time timestamp with time zone,
  received_at timestamp with time zone not null default now(),
  processed_at timestamp with time zone,
  outcome text,
  error text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone,
  constraint inbox_pkey PRIMARY KEY (inbox_id),
  constraint inbox_connection_id_event_id_key UNIQUE (connection_id, event_id),
  constraint inbox_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE,
  constraint inbox_action_check CHECK ((action = ANY (ARRAY['created'::text, 'updated'::text, 'destroyed'::text, 'merged'::text, 'unknown'::text]))),
  constraint inbox_check CHECK (((processed_at IS NULL) = (outcome IS NULL))),
  constraint inbox_check1 CHECK (((processed_at IS NOT NULL) OR ((entity IS NOT NULL) AND (external_id IS NOT NULL)))),
  constraint inbox_outcome_check CHECK ((outcome = ANY (ARRAY['processed'::text, 'ignored'::text, 'failed'::text]))),
  constraint inbox_source_check CHECK ((source = ANY (ARRAY['webhook'::text, 'api'::text])))
);
CREATE INDEX inbox_by_org ON sync.inbox USING btree (org_id, event_name, outcome);
CREATE INDEX inbox_pending ON sync.inbox USING btree (connection_id, entity, external_id, inbox_id) WHERE (processed_at IS NULL);
create policy organization on sync.inbox using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));
comment on table sync.inbox is 'Single records to be looked at, because the source told of them or somebody asked';
comment on column sync.inbox.event_id is 'The same for every delivery of an event';
comment on column sync.inbox.kept_id is 'Of a merger, the record that external_id went into';

create table sync.migrations (
  migration_id integer not null,
  created_at timestamp with time zone not null default now(),
  name text not null,
  constraint migrations_pkey PRIMARY KEY (migration_id)
);

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
  fetched_at timestamp with time zone not null,
  fetch_millis integer not null,
  committed_at timestamp with time zone not null default now(),
  constraint pages_pkey PRIMARY KEY (run_id, entity, page),
  constraint pages_run_id_entity_fkey FOREIGN KEY (run_id, entity) REFERENCES sync.streams(run_id, entity) ON DELETE CASCADE
);
create policy organization on sync.pages using (EXISTS ( SELECT FROM sync.runs r WHERE (r.run_id = pages.run_id)));
comment on table sync.pages is 'Ledger: one row a page, written in the transaction that writes the rows of the page';

create table sync.runs (
  run_id uuid not null,
  org_id text not null,
  connection_id uuid not null,
  adapter text not null,
  mode text not null,
  effective_mode text not null,
  entities text[],
  trigger text not null,
  status text not null default 'queued'::text,
  cancel_requested boolean not null default false,
  error text,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  heartbeat_at timestamp with time zone,
  constraint runs_pkey PRIMARY KEY (run_id),
  constraint runs_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE,
  constraint runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'partial'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX runs_alive ON sync.runs USING btree (connection_id) WHERE (finished_at IS NULL);
CREATE INDEX runs_by_org ON sync.runs USING btree (org_id, created_at DESC, run_id DESC);
CREATE INDEX runs_completed ON sync.runs USING btree (connection_id, effective_mode, finished_at DESC) WHERE ((entities IS NULL) AND (status = ANY (ARRAY['succeeded'::text, 'partial'::text])));
CREATE INDEX runs_ended ON sync.runs USING btree (connection_id, mode, finished_at DESC) WHERE ((entities IS NULL) AND (finished_at IS NOT NULL));
CREATE INDEX runs_live ON sync.runs USING btree (status, created_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE UNIQUE INDEX runs_one_live ON sync.runs USING btree (org_id, adapter, mode) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
create policy organization on sync.runs using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));
comment on table sync.runs is 'Every sync that was asked for, with its outcome; kept as the audit';
comment on column sync.runs.heartbeat_at is 'When a worker last said that it plans or settles the run';

create table sync.schedules (
  connection_id uuid not null,
  mode text not null,
  every_seconds integer,
  nightly_at time without time zone,
  paused boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint schedules_pkey PRIMARY KEY (connection_id, mode),
  constraint schedules_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE,
  constraint schedules_every_seconds_check CHECK ((every_seconds > 0)),
  constraint schedules_mode_check CHECK ((mode = ANY (ARRAY['full'::text, 'delta'::text, 'reconciliation'::text]))),
  constraint schedules_one_kind CHECK ((num_nonnulls(every_seconds, nightly_at) = 1))
);
create policy organization on sync.schedules using (EXISTS ( SELECT FROM sync.connections c WHERE (c.connection_id = schedules.connection_id)));
comment on table sync.schedules is 'When a connection is synced by itself; what is due follows from the runs that have ended';
comment on column sync.schedules.every_seconds is 'So long after the last run of the mode has ended';
comment on column sync.schedules.nightly_at is 'At this time of day in the time zone of the connection';

create table sync.streams (
  run_id uuid not null,
  entity text not null,
  org_id text not null,
  wave integer not null,
  carrier text,
  plan jsonb,
  status text not null default 'pending'::text,
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
  started_at timestamp with time zone,
  progressed_at timestamp with time zone,
  finished_at timestamp with time zone,
  effective_mode text not null default 'full'::text,
  high_water timestamp with time zone,
  source_time timestamp with time zone,
  orphaned integer not null default 0,
  heartbeat_at timestamp with time zone,
  waiting_for text,
  resume_at timestamp with time zone,
  constraint streams_pkey PRIMARY KEY (run_id, entity),
  constraint streams_run_id_fkey FOREIGN KEY (run_id) REFERENCES sync.runs(run_id) ON DELETE CASCADE,
  constraint streams_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'partial'::text, 'failed'::text, 'blocked'::text, 'cancelled'::text]))),
  constraint streams_waiting_for_check CHECK ((waiting_for = ANY (ARRAY['budget'::text, 'retry-after'::text, 'breaker'::text, 'turn'::text])))
);
CREATE INDEX streams_completed ON sync.streams USING btree (org_id, entity, finished_at DESC) WHERE (status = ANY (ARRAY['succeeded'::text, 'partial'::text]));
create policy organization on sync.streams using (org_id = NULLIF(current_setting('openfaith.org_id'::text, true), ''::text));
comment on table sync.streams is 'One entity within one run: its cursor, the fence of whoever works on it, and its counts';
comment on column sync.streams.effective_mode is 'What the stream really was: a delta whose filter is ignored is a full listing';
comment on column sync.streams.high_water is 'The largest timestamp of the source seen so far';
comment on column sync.streams.source_time is 'The time of the source when the stream began';
comment on column sync.streams.orphaned is 'Those of dead_lettered that only miss a parent';
comment on column sync.streams.heartbeat_at is 'When a worker last said that it works on the stream, whether or not it gets on';
comment on column sync.streams.waiting_for is 'What the worker waited for then; null when it worked';
comment on column sync.streams.resume_at is 'Until when nobody works on the stream, because the source asked for it';

create table sync.watermarks (
  connection_id uuid not null,
  entity text not null,
  changed_until timestamp with time zone,
  "position" integer not null default 0,
  read_at timestamp with time zone not null,
  constraint watermarks_pkey PRIMARY KEY (connection_id, entity),
  constraint watermarks_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE
);
create policy organization on sync.watermarks using (EXISTS ( SELECT FROM sync.connections c WHERE (c.connection_id = watermarks.connection_id)));
comment on table sync.watermarks is 'How far the changes of an entity are known, moved in the transaction of the data';
comment on column sync.watermarks.changed_until is 'The largest timestamp of the source below which nothing is missing';
comment on column sync.watermarks."position" is 'Where the next look at one page of a list without timestamps begins';
comment on column sync.watermarks.read_at is 'When the last reading that came to its end began';

create table sync.webhook_subscriptions (
  connection_id uuid not null,
  event_name text not null,
  external_id text,
  url text not null,
  secret jsonb,
  active boolean not null default false,
  revivals integer not null default 0,
  revived_at timestamp with time zone,
  checked_at timestamp with time zone not null,
  last_error text,
  created_at timestamp with time zone not null default now(),
  constraint webhook_subscriptions_pkey PRIMARY KEY (connection_id, event_name),
  constraint webhook_subscriptions_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE,
  constraint webhook_subscriptions_check CHECK (((external_id IS NULL) = (secret IS NULL)))
);
create policy organization on sync.webhook_subscriptions using (EXISTS ( SELECT FROM sync.connections c WHERE (c.connection_id = webhook_subscriptions.connection_id)));
comment on table sync.webhook_subscriptions is 'What a source was asked to tell a connection of; the secret it signs with is encrypted';
comment on column sync.webhook_subscriptions.external_id is 'Its id at the source; null while it could not be made';
comment on column sync.webhook_subscriptions.revivals is 'How often it was found switched off and switched on again: what happened meanwhile was not told';
comment on column sync.webhook_subscriptions.last_error is 'Why the latest check failed; null when it did not';

CREATE OR REPLACE FUNCTION canonical.custom_field_value(data_type text, value text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case
    when data_type = 'boolean' and value in ('true', 'false') then to_jsonb(value = 'true')
    when data_type = 'number' and value ~ '^-?[0-9]{1,100}([.][0-9]{1,100})?$' then to_jsonb(value::numeric)
    else to_jsonb(value)
  end
$function$
;

CREATE OR REPLACE FUNCTION canonical.forget_source()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.source_hash := '';
  return new;
end $function$
;

create view canonical.people_custom_fields as
 SELECT org_id,
    person_id,
    jsonb_object_agg(field, value ORDER BY definition_id) AS custom_fields
   FROM ( SELECT v.org_id,
            v.person_id,
            v.definition_id,
            COALESCE(NULLIF(d.slug, ''::text), NULLIF(d.name, ''::text), d.external_id) AS field,
                CASE
                    WHEN (d.data_type = 'checkboxes'::text) THEN jsonb_agg(canonical.custom_field_value(d.data_type, v.value) ORDER BY v.value, v.id)
                    ELSE (array_agg(canonical.custom_field_value(d.data_type, COALESCE(v.value, v.file_name)) ORDER BY v.source_updated_at DESC NULLS LAST, v.id))[1]
                END AS value
           FROM (canonical.custom_field_values v
             JOIN canonical.custom_field_definitions d ON (((d.org_id = v.org_id) AND (d.id = v.definition_id))))
          WHERE ((v.deleted_at IS NULL) AND (d.deleted_at IS NULL) AND (d.archived_at IS NULL))
          GROUP BY v.org_id, v.person_id, v.definition_id, d.slug, d.name, d.external_id, d.data_type) fields
  GROUP BY org_id, person_id;
