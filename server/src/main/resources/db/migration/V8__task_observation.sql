-- What happens to tasks, for those who watch.

-- Each change, in the transaction that makes it. Nobody is woken for it, which would make commits take
-- turns: who watches looks for what its last snapshot did not show.
create table task_events (
  xid xid8 not null default pg_current_xact_id(),
  event_id bigint generated always as identity,
  event_time timestamptz(3) not null default clock_timestamp(),
  task_id bigint not null,
  -- Null where it is about the task.
  subtask_id bigint,
  -- Null where the task was removed.
  status smallint,
  task_type smallint,
  paused boolean,
  parts_done integer,
  parts_all integer,
  primary key (xid, event_id)
);

-- Up to where changes are not kept any more; one row.
create table task_events_kept (
  after_xid xid8 not null
);
insert into task_events_kept values ('0');

create function log_task() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into task_events (task_id) values (old.task_id);
  else
    insert into task_events (task_id, status, task_type, paused, parts_done, parts_all)
    values (new.task_id, new.task_status, new.task_type, new.paused, new.parts_done,
      new.parts_all);
  end if;
  return null;
end
$$;

create function log_subtask() returns trigger language plpgsql as $$
begin
  insert into task_events (task_id, subtask_id, status)
  values (new.task_id, new.subtask_id, new.subtask_status);
  return null;
end
$$;

create trigger log_added after insert or delete on tasks
  for each row execute function log_task();
create trigger log_changed after update of task_status, paused on tasks
  for each row
  when (old.task_status <> new.task_status or old.paused <> new.paused)
  execute function log_task();
create trigger log_changed after update of subtask_status on subtasks
  for each row
  when (old.subtask_status <> new.subtask_status)
  execute function log_subtask();

-- How far tasks had come at times, for rates and charts.
create table task_samples (
  task_id bigint not null references tasks on delete cascade,
  sample_time timestamptz(3) not null,
  objects_done bigint not null,
  reading_time bigint not null,
  changing_time bigint not null,
  following_time bigint not null,
  primary key (task_id, sample_time)
);

create index tasks_in_progress on tasks (task_id) where task_status = 1;
