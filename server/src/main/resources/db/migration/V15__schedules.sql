-- Tasks that come back by the clock.

create table schedules (
  schedule_id bigint generated always as identity primary key,
  task_type smallint not null,
  -- As the API takes it: what depends on the time is resolved at each run.
  content json not null,
  description text not null,
  -- With its secrets encrypted; null where nobody is to be notified.
  notification_policy json,
  result_ttl integer check (result_ttl > 0),
  account_id uuid not null,
  cron text not null,
  cron_timezone text not null,
  start_immediately boolean not null,
  create_stopped boolean not null,
  misfire text not null check (misfire in ('SKIP', 'RUN_ONCE')),
  jitter integer not null check (jitter between 0 and 3600),
  -- The next time on the clock, and when its task starts; both null while stopped.
  planned_time timestamptz(3),
  due_time timestamptz(3),
  create_time timestamptz(3) not null,
  last_update_time timestamptz(3) not null,
  constraint both_times_or_none check ((planned_time is null) = (due_time is null))
);

create index schedules_by_due_time on schedules (due_time) where due_time is not null;

create table schedule_runs (
  run_id bigint generated always as identity primary key,
  schedule_id bigint not null references schedules on delete cascade,
  planned_time timestamptz(3) not null,
  run_time timestamptz(3) not null,
  outcome text not null check (outcome in ('STARTED', 'SKIPPED', 'MISSED', 'REFUSED')),
  task_id bigint,
  detail text not null,
  -- Asked for by somebody, not by the clock.
  immediate boolean not null
);

create index schedule_runs_by_schedule on schedule_runs (schedule_id, run_id desc);
create index schedule_runs_by_time on schedule_runs (run_time);

-- A time of the clock starts at most one task, whatever nodes and their clocks do.
create unique index schedule_runs_start_once on schedule_runs (schedule_id, planned_time)
  where outcome = 'STARTED' and not immediate;

create index tasks_by_schedule on tasks (schedule_id, task_id) where schedule_id is not null;

-- A schedule has at most one task that has not ended.
create unique index tasks_one_of_schedule on tasks (schedule_id)
  where schedule_id is not null and end_time is null;
