-- Extraction: which versions are the defaults, what lacks attributes, and what could not be extracted.

-- Where a kind has no row, its setting says which version is the default.
create table default_descriptors (
  kind text primary key check (kind in ('face_descriptor', 'body_descriptor')),
  version integer not null,
  change_time timestamptz(3) not null
);

-- Objects that a model gave nothing for, and would not if asked again: until their samples or the model
-- change. `model` is the fingerprint of all that the outcome depends on.
create table extraction_failures (
  object_id uuid not null,
  model text not null,
  samples uuid[] not null,
  generation integer not null,
  kind text not null,
  version integer,
  of_events boolean not null,
  account_id uuid not null,
  error_code integer not null,
  detail text not null,
  error_time timestamptz(3) not null,
  primary key (object_id, model)
);

create index extraction_failures_by_kind on extraction_failures (kind, version, of_events);

create index face_attributes_without_basics on face_attributes (face_id)
  where (age is null or gender is null or ethnicity is null) and samples <> '{}';
create index events_without_basics on events (event_id, create_time)
  where (age is null or gender is null or ethnic_group is null) and face_samples <> '{}';
