-- What the last check found, for the panel.
create table check_reports (
  is_last boolean primary key default true check (is_last),
  check_time timestamptz(3) not null,
  findings text[] not null
);
