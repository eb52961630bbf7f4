-- Who changed what: one row a change, by months that leave as a whole. Nothing refers to it and it refers to
-- nothing: an account that is gone stays named.

create table audit_log (
  entry_id uuid not null,
  create_time timestamptz(3) not null,
  request_id text not null,
  account_id uuid not null,
  login text not null,
  address text not null,
  forwarded_for text,
  operation text not null,
  method text not null,
  path text not null,
  object_id text,
  status smallint not null,
  state_before json,
  state_after json,
  primary key (create_time, entry_id)
) partition by range (create_time);

create index audit_log_by_account on audit_log (account_id, create_time desc, entry_id desc);
create index audit_log_by_login on audit_log (login, create_time desc, entry_id desc);
create index audit_log_by_operation on audit_log (operation, create_time desc, entry_id desc);
create index audit_log_by_object on audit_log (object_id, create_time desc, entry_id desc)
  where object_id is not null;

create table audit_log_rest partition of audit_log default;

-- Errors of a subtask are counted by their code when it has ended.
create index task_errors_by_subtask on task_errors (subtask_id, error_code)
  where subtask_id is not null;

-- Tasks and subtasks that are under way are counted by their state.
create index tasks_open on tasks (task_status, task_type) where task_status in (0, 1, 4);
