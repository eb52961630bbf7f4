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
  -- Whether its last chunk was committed and only its end is left to do.
  add column exhausted boolean not null default false,
  add column result_id uuid,
  add column objects_handled bigint not null default 0,
  -- Milliseconds by what they were spent on.
  add column reading_time bigint not null default 0,
  add column changing_time bigint not null default 0,
  add column following_time bigint not null default 0;

create index subtasks_pending on subtasks (task_id, subtask_id) where subtask_status = 0;
create index subtasks_running on subtasks (task_id, lane) where subtask_status = 1;

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
insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
select 'run-lane', task_id || '-0', now(), false, 1
from tasks
where task_status = 1;
