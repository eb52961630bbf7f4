-- Tasks: what their owner says about notifications and the life of the result, pause, repetition.

alter table tasks
  add column paused boolean not null default false,
  -- As the API takes it, with its secrets encrypted; null where nobody is to be notified.
  add column notification_policy json,
  -- Days that the result is kept after the end; null keeps it.
  add column result_ttl integer check (result_ttl > 0),
  -- When the result goes.
  add column result_expire_time timestamptz(3),
  -- The task whose failed parts and objects this one does again.
  add column retry_of bigint,
  -- How many objects the plan expects; null where it cannot tell.
  add column objects_expected bigint;

create index tasks_by_result_expiry on tasks (result_expire_time)
  where result_expire_time is not null;

alter table subtasks
  -- Which of the task's lanes has it; a lane that comes back after a crash finds its subtask by it.
  add column lane integer,
  add column result_id uuid,
  -- When it has ended: objects, and milliseconds by what they were spent on.
  add column objects_handled bigint not null default 0,
  add column reading_time bigint not null default 0,
  add column changing_time bigint not null default 0,
  add column following_time bigint not null default 0;

create index subtasks_pending on subtasks (task_id, subtask_id) where subtask_status = 0;
create index subtasks_running on subtasks (task_id, lane) where subtask_status = 1;

-- How far a running subtask has come: a row per chunk, each with all that was done up to its end. The
-- row of the subtask itself would gather dead versions that every chunk had to pass, for as long as
-- anybody's old transaction is open.
create table subtask_chunks (
  subtask_id bigint not null references subtasks on delete cascade,
  chunk integer not null,
  -- Where the next chunk begins.
  position text,
  -- Null if nothing was handled yet but passed over.
  summary json,
  -- Whether there is no next chunk and only the end is left to do.
  exhausted boolean not null,
  objects_handled bigint not null,
  reading_time bigint not null,
  changing_time bigint not null,
  following_time bigint not null,
  primary key (subtask_id, chunk)
);

-- What subtasks have done up to now.
create view subtask_progress as
select s.subtask_id, s.task_id, s.subtask_status,
  coalesce(c.objects_handled, s.objects_handled) as objects_handled,
  coalesce(c.reading_time, s.reading_time) as reading_time,
  coalesce(c.changing_time, s.changing_time) as changing_time,
  coalesce(c.following_time, s.following_time) as following_time
from subtasks as s
left join lateral (
  select *
  from subtask_chunks
  where subtask_chunks.subtask_id = s.subtask_id
    and s.subtask_status in (1, 2)
  order by chunk desc
  limit 1
) as c on true;

-- Lists of results that are in the image store: those of an ended subtask, one object a list. What
-- chunks of a running subtask add waits in task_result_blocks.
create table task_result_parts (
  task_id bigint not null references tasks on delete cascade,
  field text not null,
  subtask_id bigint not null,
  key text not null,
  primary key (task_id, field, subtask_id)
);

-- The queue has other names now: a task is worked on in lanes.
delete from scheduled_tasks where task_name = 'run-subtask';
-- What was running goes on from its last chunk, in whichever lane comes first.
update subtasks set subtask_status = 0 where subtask_status = 1;
insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
select 'run-lane', task_id || '-0', now(), false, 1
from tasks
where task_status = 1;
