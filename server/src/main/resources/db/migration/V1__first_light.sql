-- Accounts and who is logged in.

create table accounts (
  account_id uuid primary key,
  login text not null constraint accounts_login unique,
  account_type text not null check (account_type in ('admin', 'advanced_user', 'user')),
  description text not null,
  password_hash text not null,
  create_time timestamptz(3) not null,
  last_update_time timestamptz(3) not null
);

create index accounts_by_time on accounts (create_time desc, account_id desc);
create index accounts_admins on accounts (account_id) where account_type = 'admin';

create table sessions (
  token_hash bytea primary key,
  account_id uuid not null references accounts on delete cascade,
  create_time timestamptz(3) not null,
  last_seen_time timestamptz(3) not null
);

create index sessions_by_account on sessions (account_id);
create index sessions_by_age on sessions (create_time);

-- Failed attempts, by login and by source address; and where a login came from before.
create table login_failures (
  subject text primary key,
  failures integer not null,
  last_time timestamptz(3) not null
);

create table login_origins (
  login text not null,
  address text not null,
  last_time timestamptz(3) not null,
  primary key (login, address)
);

-- Lists and faces. An account may be removed while its data stays: no foreign key to accounts.

create table lists (
  list_id uuid primary key,
  account_id uuid not null,
  user_data text not null,
  create_time timestamptz(3) not null,
  last_update_time timestamptz(3) not null
);

create index lists_by_account on lists (account_id, list_id desc);

create table faces (
  face_id uuid primary key,
  account_id uuid not null,
  external_id text not null,
  user_data text not null,
  event_id uuid,
  avatar text not null,
  create_time timestamptz(3) not null,
  last_update_time timestamptz(3) not null
);

create index faces_by_account on faces (account_id, face_id);

create table list_faces (
  list_id uuid not null references lists on delete cascade,
  face_id uuid not null references faces on delete cascade,
  primary key (face_id, list_id)
);

create index list_faces_by_list on list_faces (list_id, face_id);

-- The account stands here again, so that attributes are counted by account when a face goes.
create table face_attributes (
  face_id uuid primary key references faces on delete cascade,
  account_id uuid not null,
  age smallint,
  gender smallint,
  ethnicity smallint,
  samples uuid[] not null,
  generation integer not null
);

-- One partition per version, made when a version is first seen: a version leaves as a whole.
create table face_descriptors (
  face_id uuid not null references face_attributes on delete cascade,
  descriptor_version integer not null,
  descriptor bytea not null,
  generation integer not null,
  primary key (face_id, descriptor_version)
) partition by list (descriptor_version);

-- Counters: deltas are written by the triggers below, folded by the service.

create table counters (
  counter text not null,
  scope text not null,
  value bigint not null,
  changed timestamptz(3) not null,
  primary key (counter, scope)
);

create table counter_deltas (
  delta_id bigint generated always as identity primary key,
  counter text not null,
  scope text not null,
  value bigint not null,
  changed timestamptz(3) not null default now()
);

create index counter_deltas_by_scope on counter_deltas (counter, scope);

create view counter_values as
select counter, scope, sum(value)::bigint as value, max(changed) as changed
from (
  select counter, scope, value, changed from counters
  union all
  select counter, scope, value, changed from counter_deltas
) as parts
group by counter, scope;

create function count_accounts() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into counter_deltas (counter, scope, value)
    select 'accounts', to_char(create_time at time zone 'utc', 'YYYY-MM-DD'), count(*)
    from changed_rows group by 2;
  else
    insert into counter_deltas (counter, scope, value)
    select 'accounts', to_char(create_time at time zone 'utc', 'YYYY-MM-DD'), -count(*)
    from changed_rows group by 2;
  end if;
  return null;
end
$$;

create trigger count_inserted after insert on accounts
referencing new table as changed_rows for each statement execute function count_accounts();
create trigger count_deleted after delete on accounts
referencing old table as changed_rows for each statement execute function count_accounts();

-- For tables with an account_id: counts by account and in all, under the name in the argument.
create function count_by_account() returns trigger language plpgsql as $$
declare
  sign integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  insert into counter_deltas (counter, scope, value)
  select tg_argv[0], coalesce(account_id::text, ''), sign * count(*)
  from changed_rows group by grouping sets ((account_id), ())
  having count(*) > 0;
  return null;
end
$$;

create trigger count_inserted after insert on lists
referencing new table as changed_rows for each statement execute function count_by_account('lists');
create trigger count_deleted after delete on lists
referencing old table as changed_rows for each statement execute function count_by_account('lists');

create trigger count_inserted after insert on faces
referencing new table as changed_rows for each statement execute function count_by_account('faces');
create trigger count_deleted after delete on faces
referencing old table as changed_rows for each statement execute function count_by_account('faces');

create trigger count_inserted after insert on face_attributes
referencing new table as changed_rows
for each statement execute function count_by_account('face_attributes');
create trigger count_deleted after delete on face_attributes
referencing old table as changed_rows
for each statement execute function count_by_account('face_attributes');

create function count_list_faces() returns trigger language plpgsql as $$
declare
  sign integer := case tg_op when 'INSERT' then 1 else -1 end;
begin
  insert into counter_deltas (counter, scope, value)
  select 'list_faces', list_id::text, sign * count(*)
  from changed_rows group by list_id;
  return null;
end
$$;

create trigger count_inserted after insert on list_faces
referencing new table as changed_rows for each statement execute function count_list_faces();
create trigger count_deleted after delete on list_faces
referencing old table as changed_rows for each statement execute function count_list_faces();

-- Insertions are counted by the service: with a trigger on them COPY could not write in batches.
create function count_removed_face_descriptors() returns trigger language plpgsql as $$
begin
  insert into counter_deltas (counter, scope, value)
  select 'face_descriptors', descriptor_version::text, -count(*)
  from changed_rows group by descriptor_version;
  return null;
end
$$;

create trigger count_deleted after delete on face_descriptors
referencing old table as changed_rows
for each statement execute function count_removed_face_descriptors();

-- How far an import of a file has come, so that it can be taken up again.

create table imports (
  source text primary key,
  lines bigint not null,
  last_update_time timestamptz(3) not null
);

-- Tasks.

create table tasks (
  task_id bigint generated always as identity primary key,
  task_type smallint not null,
  task_status smallint not null,
  content json not null,
  description text not null,
  account_id uuid,
  schedule_id bigint,
  create_time timestamptz(3) not null,
  end_time timestamptz(3),
  last_update_time timestamptz(3) not null,
  result_id uuid,
  summary json,
  parts_done integer not null default 0,
  parts_all integer not null default 0,
  constraint end_time_of_ended_tasks check ((end_time is not null) = (task_status in (2, 3, 5))),
  constraint result_of_done_tasks check (result_id is null or task_status = 5)
);

create index tasks_by_time on tasks (create_time desc);

create table subtasks (
  subtask_id bigint generated always as identity primary key,
  task_id bigint not null references tasks on delete cascade,
  subtask_status smallint not null,
  content json not null,
  create_time timestamptz(3) not null,
  end_time timestamptz(3),
  -- Grows with each claim; what a holder of an older one writes is refused.
  epoch integer not null default 0,
  -- Where the next chunk begins; null before the first.
  position text,
  summary json,
  constraint end_time_of_ended_subtasks
    check ((end_time is not null) = (subtask_status in (2, 3, 5)))
);

create index subtasks_by_task on subtasks (task_id, subtask_id);

create table task_errors (
  error_id bigint generated always as identity primary key,
  task_id bigint not null references tasks on delete cascade,
  subtask_id bigint references subtasks on delete cascade,
  error_code integer not null,
  description text not null,
  detail text not null,
  error_time timestamptz(3) not null,
  additional_info text
);

create index task_errors_by_task on task_errors (task_id, error_id desc);

-- What a task handled, in the order of its subtasks and chunks: text of JSON arrays without brackets.
create table task_result_blocks (
  task_id bigint not null references tasks on delete cascade,
  field text not null,
  subtask_id bigint not null,
  block integer not null,
  items text not null,
  primary key (task_id, field, subtask_id, block)
);

-- The work queue, in the form that db-scheduler asks for.

create table scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures integer,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);

create index scheduled_tasks_by_time on scheduled_tasks (execution_time);
create index scheduled_tasks_by_heartbeat on scheduled_tasks (last_heartbeat);
