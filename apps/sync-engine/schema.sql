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
  constraint people_pkey PRIMARY KEY (org_id, id),
  constraint people_adapter_org_id_external_id_key UNIQUE (adapter, org_id, external_id)
);

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

create table sync.budgets (
  connection_id uuid not null,
  request_limit integer not null,
  period_seconds integer not null,
  slots jsonb not null,
  saved_at timestamp with time zone not null,
  constraint budgets_pkey PRIMARY KEY (connection_id),
  constraint budgets_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE
);
comment on table sync.budgets is 'Requests spent in the current period, so that a new owner of a connection does not overspend';

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
  constraint connections_pkey PRIMARY KEY (connection_id),
  constraint connections_org_id_adapter_key UNIQUE (org_id, adapter),
  constraint connections_status_check CHECK ((status = ANY (ARRAY['active'::text, 'parked'::text])))
);
comment on table sync.connections is 'One connected account of an organisation; its credential is encrypted';

create table sync.dead_letters (
  dead_letter_id bigint not null generated always as identity,
  org_id text not null,
  connection_id uuid not null,
  adapter text not null,
  entity text not null,
  record_key text not null,
  external_id text,
  run_id uuid not null,
  reason text not null,
  path text not null,
  message text not null,
  raw json not null,
  attempts integer not null default 1,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  constraint dead_letters_pkey PRIMARY KEY (dead_letter_id),
  constraint dead_letters_org_id_adapter_entity_record_key_key UNIQUE (org_id, adapter, entity, record_key),
  constraint dead_letters_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE
);
comment on table sync.dead_letters is 'Records that could not be written, as they came, with the reason; one living letter a record';

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
  constraint runs_pkey PRIMARY KEY (run_id),
  constraint runs_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES sync.connections(connection_id) ON DELETE CASCADE,
  constraint runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'partial'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX runs_by_org ON sync.runs USING btree (org_id, created_at DESC, run_id DESC);
CREATE INDEX runs_live ON sync.runs USING btree (status, created_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE UNIQUE INDEX runs_one_live ON sync.runs USING btree (org_id, adapter, mode) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));
comment on table sync.runs is 'Every sync that was asked for, with its outcome; kept as the audit';

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
  constraint streams_pkey PRIMARY KEY (run_id, entity),
  constraint streams_run_id_fkey FOREIGN KEY (run_id) REFERENCES sync.runs(run_id) ON DELETE CASCADE,
  constraint streams_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'partial'::text, 'failed'::text, 'blocked'::text, 'cancelled'::text])))
);
comment on table sync.streams is 'One entity within one run: its cursor, the fence of whoever works on it, and its counts';
