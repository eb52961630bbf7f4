-- Errors of a subtask are counted by their code when it has ended.
create index task_errors_by_subtask on task_errors (subtask_id, error_code)
  where subtask_id is not null;

-- Tasks and subtasks that are under way are counted by their state.
create index tasks_open on tasks (task_status, task_type) where task_status in (0, 1, 4);
