-- Garbage collections: who refers to a sample, and which contents a task has left to be removed.

create index events_by_sample on events using gin (face_samples, body_samples)
  where face_samples <> '{}' or body_samples <> '{}';
create index events_by_image_origin on events (image_origin) where image_origin <> '';
create index face_attributes_by_sample on face_attributes using gin (samples) where samples <> '{}';

alter table blob_removals
  -- The task that removed the row, as long as it sees to the content itself; and whose content it was.
  add column task_id bigint,
  add column subtask_id bigint,
  add column object_id text,
  -- When it could not be removed, to be tried again by a repetition of the task, or after a day.
  add column failed_time timestamptz(3);

create index blob_removals_of_tasks on blob_removals (task_id, subtask_id) where task_id is not null;

-- Where the parts of a span of time begin that have about `size` rows each, but for the first one.
create function cut(
  wanted text, of_scope text, from_position bigint, before_position bigint, size bigint)
returns setof bigint language plpgsql stable as $$
declare
  sizes integer[] := widths(wanted, of_scope);
  smallest integer := sizes[array_upper(sizes, 1)];
begin
  return query
    select min(bucket) << smallest
    from (
      select bucket, (sum(value) over (order by bucket) - value)::bigint / size as part
      from counter_values
      where counter = wanted
        and scope = of_scope
        and width = smallest
        and bucket between from_position >> smallest and (before_position - 1) >> smallest
        and value > 0
    ) as buckets
    group by part
    order by part
    offset 1;
end
$$;
