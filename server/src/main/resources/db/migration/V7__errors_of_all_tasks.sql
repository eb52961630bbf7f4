-- Errors are looked up over all tasks, by what and when.

create index task_errors_by_code on task_errors (error_code, error_id desc);
create index task_errors_by_time on task_errors (error_time);
