-- What all nodes have counted, by month: few rows, since what they are for is bounded.

create table statistics (
  month text not null check (month ~ '^[0-9]{4}-[0-9]{2}$'),
  topic text not null,
  subject text not null,
  detail text not null,
  count bigint not null,
  nanos bigint not null,
  batches double precision not null,
  primary key (month, topic, subject, detail)
);

-- The last addition of each process, so that one whose answer was lost is not added again.
create table statistics_flushes (
  node_id uuid primary key,
  sequence bigint not null,
  flush_time timestamptz not null
);
