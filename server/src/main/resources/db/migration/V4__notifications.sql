-- Who is told of what happens to a task, and what they were told.

-- Ids of the keys that secrets may be encrypted with; the keys are outside of the database.
create table secret_keys (
  key_id text primary key,
  create_time timestamptz(3) not null
);

-- One that a task's policy names; what is for it goes out in order.
create table notification_receivers (
  receiver_id bigint generated always as identity primary key,
  -- May be gone: what was under way then is delivered all the same.
  task_id bigint not null,
  destination text not null,
  -- Host and port: bounds how many calls go there at a time.
  origin text not null,
  -- How to call it, with encrypted secrets; null where it is not told of that.
  task_callback json,
  subtask_callback json,
  -- It said that it will not come back.
  gone boolean not null default false,
  -- Its task was removed.
  orphaned boolean not null default false,
  -- When the first waiting notification may go; null where none waits.
  due_time timestamptz,
  -- Until when a node has it; only that of the epoch may go on.
  lease_time timestamptz,
  epoch integer not null default 0,
  -- In a row, since it last took one.
  failures integer not null default 0,
  -- Nothing up to here waits, so that nobody has to look there.
  ended_position bigint not null default 0,
  unique (task_id, destination)
);

create index notification_receivers_due on notification_receivers (due_time)
  where due_time is not null;
create index notification_receivers_orphaned on notification_receivers (receiver_id)
  where orphaned;

create table notification_deliveries (
  delivery_id uuid primary key,
  receiver_id bigint not null references notification_receivers on delete cascade,
  task_id bigint not null,
  -- Null where it is about the task.
  subtask_id bigint,
  position bigint generated always as identity,
  body text not null,
  -- 0 waiting, 1 delivered, 2 parked, 3 gone, 4 withdrawn
  status smallint not null default 0,
  create_time timestamptz(3) not null default now(),
  park_time timestamptz not null,
  attempts integer not null default 0,
  last_attempt_time timestamptz(3),
  http_status integer,
  reason text
);

create index notification_deliveries_waiting on notification_deliveries (receiver_id, position)
  where status = 0;
create index notification_deliveries_of_task on notification_deliveries (task_id, position);

-- A chat takes one message in a while, whichever task it is from.
create table telegram_chats (
  chat text primary key,
  next_time timestamptz not null
);

create function forget_notifications() returns trigger language plpgsql as $$
begin
  delete from notification_receivers
  where task_id = old.task_id
    and due_time is null;
  delete from notification_deliveries
  where task_id = old.task_id
    and status <> 0;
  update notification_receivers
  set orphaned = true
  where task_id = old.task_id;
  return null;
end
$$;

create trigger forget_notifications
  after delete on tasks
  for each row
  when (old.notification_policy is not null)
  execute function forget_notifications();
