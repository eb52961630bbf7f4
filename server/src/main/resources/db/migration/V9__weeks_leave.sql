-- A week of events that leaves as a whole is not read: what the counters hold of it is taken from the
-- counters themselves, but for the buckets at its edges, which hold rows of other weeks too.

-- Takes a week of events, which nobody else can see or change any more, out of the counters; returns
-- how many events there were.
create function uncount_week(week regclass, from_time timestamptz, before_time timestamptz)
returns bigint language plpgsql as $$
declare
  what counted := (select c from counted as c where c.counter = 'events');
  -- The first bucket that is wholly in the week, and the first one that is not any more.
  whole_first bigint := -((-millis(from_time)) >> what.whole_width);
  whole_end bigint := millis(before_time) >> what.whole_width;
  scope_first bigint := -((-millis(from_time)) >> what.scope_width);
  scope_end bigint := millis(before_time) >> what.scope_width;
  removed bigint;
begin
  execute format(
    $query$
      with leaves as (
        select scope, width, bucket, value
        from counter_values
        where counter = 'events'
          and scope = ''
          and width = $1
          and bucket >= $2
          and bucket < $3
        union all
        select '', $1, millis(create_time) >> $1, count(*)
        from %1$s
        where create_time < to_timestamp(($2 << $1) / 1000.0)
          or create_time >= to_timestamp(($3 << $1) / 1000.0)
        group by 3
        union all
        select scope, width, bucket, value
        from counter_values
        where counter = 'events'
          and scope <> ''
          and width = $4
          and bucket >= $5
          and bucket < $6
        union all
        select account_id::text, $4, millis(create_time) >> $4, count(*)
        from %1$s
        where create_time < to_timestamp(($5 << $4) / 1000.0)
          or create_time >= to_timestamp(($6 << $4) / 1000.0)
        group by 1, 3
      ), changed as (
        insert into counter_deltas (counter, scope, width, bucket, value)
        select 'events', scope, w.width,
          case w.width when 63 then 0 else bucket >> (w.width - leaves.width) end,
          -sum(value)
        from leaves
        join unnest(array[63, $1 + 24, $1 + 16, $1 + 8, $1]) as w (width)
          on w.width >= leaves.width
        where value <> 0
        group by 1, 2, 3, 4
      )
      select coalesce(sum(value), 0)
      from leaves
      where scope = ''
    $query$,
    week)
  into removed
  using what.whole_width, whole_first, whole_end, what.scope_width, scope_first, scope_end;
  return removed;
end
$$;
