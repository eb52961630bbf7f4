-- Tables of tasks are filtered by account, type and state: each filter has an index that its newest
-- tasks stand first in, so that a page of them reads no other tasks. Almost all tasks are done, and
-- those need none by state; those under way have tasks_open.
create index tasks_by_account on tasks (account_id, task_id desc);
create index tasks_by_type on tasks (task_type, task_id desc);
create index tasks_not_done on tasks (task_status, task_id desc) where task_status in (2, 3);
