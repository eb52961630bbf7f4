-- Counters with a place in an order: besides the number of all rows of a scope there is one for each
-- bucket of positions, in up to four widths. A bucket of width w holds the positions that share all
-- but their last w bits; width 63 is everything. Positions are milliseconds or ids.

alter table counters add column width smallint not null default 63;
alter table counters add column bucket bigint not null default 0;
alter table counters drop constraint counters_pkey;
alter table counters add primary key (counter, scope, width, bucket);

alter table counter_deltas add column width smallint not null default 63;
alter table counter_deltas add column bucket bigint not null default 0;
-- An import says when what it brings has changed; anything else changes now.
alter table counter_deltas alter column changed
  set default coalesce(nullif(current_setting('luna.changed', true), '')::timestamptz, now());
drop index counter_deltas_by_scope;
create index counter_deltas_by_scope on counter_deltas (counter, scope, width, bucket);

drop view counter_values;
create view counter_values as
select counter, scope, width, bucket, sum(value)::bigint as value, max(changed) as changed
from (
  select counter, scope, width, bucket, value, changed from counters
  union all
  select counter, scope, width, bucket, value, changed from counter_deltas
) as parts
group by counter, scope, width, bucket;

-- What is counted: the triggers, and the check that recounts, are made from these rows.
create table counted (
  counter text primary key,
  relation text not null,
  -- Expression of the scope of a row; null where there is none but the whole.
  scope text,
  -- Whether all rows are counted together too, under the scope ''.
  whole boolean not null,
  -- Expression of the position of a row; null where there are no buckets. The width of the smallest
  -- ones, of all rows and of a scope: few rows would fill many buckets with one each.
  position text,
  whole_width integer,
  scope_width integer
);

-- The query that counts the rows of a source as they are to stand in the counters.
create function counting(what counted, source text) returns text language sql immutable as $$
  select format(
    $query$
      select %1$L as counter, scopes.scope, widths.width::smallint as width,
        case widths.width when 63 then 0 else leaf >> (widths.width - %2$s) end as bucket,
        sum(leaves.value)::bigint as value
      from (
        select (%3$s)::text as scope, (%4$s)::bigint >> %2$s as leaf, count(*) as value
        from %5$s
        group by 1, 2
      ) as leaves
      cross join lateral (
        select leaves.scope, %7$s as smallest
        union
        select '', %2$s where %6$L::boolean
      ) as scopes (scope, smallest)
      join unnest(%8$L::integer[]) as widths (width) on widths.width >= smallest
      group by 1, 2, 3, 4
    $query$,
    what.counter,
    coalesce(what.whole_width, 63),
    coalesce(what.scope, $q$''$q$),
    coalesce(what.position, '0'),
    source,
    what.whole,
    coalesce(case when what.scope is null then what.whole_width else what.scope_width end, 63),
    case
      when what.whole_width is null then '{63}'
      else format(
        '{63,%s,%s,%s,%s}',
        what.whole_width + 24, what.whole_width + 16, what.whole_width + 8, what.whole_width)
    end)
$$;

-- Rows that come by insertion are counted by a trigger only where `inserts` says so: on partitioned
-- tables it would keep COPY from writing in batches, there the service counts.
create procedure count_from_now_on(what counted, inserts boolean) language plpgsql as $$
begin
  insert into counted select what.*;
  execute format(
    $function$
      create function %I() returns trigger language plpgsql as $body$
      begin
        insert into counter_deltas (counter, scope, width, bucket, value)
        select counter, scope, width, bucket, case tg_op when 'INSERT' then value else -value end
        from (%s) as counted;
        return null;
      end
      $body$
    $function$,
    'count_changed_' || what.counter,
    counting(what, 'changed_rows'));
  if inserts then
    execute format(
      'create trigger count_inserted after insert on %I referencing new table as changed_rows'
        ' for each statement execute function %I()',
      what.relation,
      'count_changed_' || what.counter);
  end if;
  execute format(
    'create trigger count_deleted after delete on %I referencing old table as changed_rows'
      ' for each statement execute function %I()',
    what.relation,
    'count_changed_' || what.counter);
end
$$;

-- Milliseconds since 1970.
create function millis(at timestamptz) returns bigint language sql immutable parallel safe as $$
  select round(date_part('epoch', at) * 1000)::bigint
$$;

-- The widths of the buckets that a scope has, the largest first.
create function widths(wanted text, of_scope text) returns integer[] language sql stable as $$
  select array_agg(width order by width desc)
  from counted
  cross join lateral generate_series(
    case of_scope when '' then whole_width else scope_width end, whole_width + 24, 8) as width
  where counter = wanted
$$;

-- The row with `skip` rows above it, in descending order of positions, is among those with positions
-- below `below` (null: any), behind `rest` of them. Without such a row `below` is the least number.
create function seek(wanted text, of_scope text, skip bigint, out below bigint, out rest bigint)
language plpgsql stable as $$
declare
  place record;
  step integer;
  first_bucket bigint := -(2::bigint ^ 62)::bigint;
  last_bucket bigint := (2::bigint ^ 62)::bigint;
begin
  rest := skip;
  foreach step in array widths(wanted, of_scope) loop
    select bucket, value, before into place
    from (
      select bucket, value, sum(value) over (order by bucket desc) - value as before
      from counter_values
      where counter = wanted
        and scope = of_scope
        and width = step
        and bucket between first_bucket and last_bucket
    ) as buckets
    where before + value > rest
    order by bucket desc
    limit 1;
    if not found then
      below := -(2::bigint ^ 62)::bigint;
      return;
    end if;
    rest := rest - place.before;
    below := (place.bucket + 1) << step;
    exit when place.value < 300;
    first_bucket := place.bucket << 8;
    last_bucket := first_bucket | 255;
  end loop;
end
$$;

-- How many rows have positions from `from_position` on, but for those before `known_from`, which are to be
-- counted one by one: the rest of the smallest bucket that it is in.
create function count_at_or_above(
  wanted text, of_scope text, from_position bigint, out known bigint, out known_from bigint)
language plpgsql stable as $$
declare
  step integer;
  part bigint;
  last_bucket bigint := (2::bigint ^ 62)::bigint;
begin
  known := 0;
  -- At each width what is above, within the bucket of the width before.
  foreach step in array widths(wanted, of_scope) loop
    select coalesce(sum(value), 0) into part
    from counter_values
    where counter = wanted
      and scope = of_scope
      and width = step
      and bucket > from_position >> step
      and bucket <= last_bucket;
    known := known + part;
    last_bucket := ((from_position >> step) << 8) | 255;
    known_from := ((from_position >> step) + 1) << step;
  end loop;
end
$$;

-- Where counters differ from the rows, in the snapshot of the caller.
create function audit(wanted text)
returns table (scope text, width smallint, bucket bigint, counted bigint, actual bigint)
language plpgsql stable as $$
declare
  what counted := (select c from counted as c where c.counter = wanted);
begin
  return query execute format(
    $query$
      select coalesce(r.scope, c.scope), coalesce(r.width, c.width), coalesce(r.bucket, c.bucket),
        coalesce(c.value, 0), coalesce(r.value, 0)
      from (%s) as r
      full join (select * from counter_values where counter = %L) as c
        on r.scope = c.scope and r.width = c.width and r.bucket = c.bucket
      where coalesce(c.value, 0) <> coalesce(r.value, 0)
    $query$,
    counting(what, quote_ident(what.relation)),
    wanted);
end
$$;

-- From the form of the first version to this one.
drop trigger count_inserted on accounts;
drop trigger count_deleted on accounts;
drop trigger count_inserted on lists;
drop trigger count_deleted on lists;
drop trigger count_inserted on faces;
drop trigger count_deleted on faces;
drop trigger count_inserted on face_attributes;
drop trigger count_deleted on face_attributes;
drop trigger count_inserted on list_faces;
drop trigger count_deleted on list_faces;
drop trigger count_deleted on face_descriptors;
drop function count_accounts;
drop function count_by_account;
drop function count_list_faces;
drop function count_removed_face_descriptors;
delete from counters where counter in ('accounts', 'lists', 'faces');
delete from counter_deltas where counter in ('accounts', 'lists', 'faces');

call count_from_now_on(('accounts', 'accounts', null, true, 'millis(create_time)', 16, null), true);
call count_from_now_on(('lists', 'lists', 'account_id', true, 'millis(create_time)', 16, 24), true);
call count_from_now_on(('faces', 'faces', 'account_id', true, 'millis(create_time)', 16, 24), true);
call count_from_now_on(('face_attributes', 'face_attributes', 'account_id', true, null, null, null), true);
call count_from_now_on(('list_faces', 'list_faces', 'list_id', false, null, null, null), true);
call count_from_now_on(
  ('face_descriptors', 'face_descriptors', 'descriptor_version', false, null, null, null), false);
call count_from_now_on(('tasks', 'tasks', null, true, 'task_id', 8, null), true);
call count_from_now_on(('task_errors', 'task_errors', 'task_id', true, 'error_id', 8, 8), true);

insert into counter_deltas (counter, scope, width, bucket, value)
select counter, a.scope, a.width, a.bucket, a.actual - a.counted
from counted, audit(counter) as a
where counter in ('accounts', 'lists', 'faces', 'tasks', 'task_errors');

-- Lists and faces: newest first, and by what collections filter by.

drop index lists_by_account;
create index lists_by_time on lists (create_time desc, list_id desc);
create index lists_by_account on lists (account_id, create_time desc, list_id desc);

drop index faces_by_account;
-- Where the next attributes begin to count, after some were removed: generations never come again.
alter table faces add column next_generation integer not null default 0;
create index faces_by_time on faces (create_time desc, face_id desc);
create index faces_by_account on faces (account_id, create_time desc, face_id desc);
create index faces_by_external_id on faces (external_id) where external_id <> '';
create index faces_by_user_data on faces (user_data) where user_data <> '';

-- The time of the face again, so that the faces of a list come in the order of all faces.
drop index list_faces_by_list;
alter table list_faces add column create_time timestamptz(3);
update list_faces
set create_time = faces.create_time
from faces
where faces.face_id = list_faces.face_id;
alter table list_faces alter column create_time set not null;
create index list_faces_by_list on list_faces (list_id, create_time desc, face_id desc);

alter table face_attributes add column attribute_id uuid not null default gen_random_uuid();
alter table face_attributes alter column attribute_id drop default;
alter table face_attributes add constraint face_attributes_id unique (attribute_id);

-- Events, by week of their creation at the sender; what lies far outside goes to the rest.

create table events (
  event_id uuid not null,
  create_time timestamptz(3) not null,
  insert_time timestamptz(3) not null,
  end_time timestamptz(3),
  account_id uuid not null,
  handler_id uuid,
  stream_id uuid,
  face_id uuid,
  source text not null,
  external_id text not null,
  user_data text not null,
  track_id text not null,
  image_origin text not null,
  tags text[] not null,
  face_samples uuid[] not null,
  body_samples uuid[] not null,
  age smallint,
  gender smallint,
  ethnic_group smallint,
  emotion smallint,
  mask smallint,
  liveness smallint,
  meta json not null,
  location json not null,
  primary key (event_id, create_time)
) partition by range (create_time);

create index events_by_time on events (create_time desc, event_id desc);
create index events_by_account on events (account_id, create_time desc, event_id desc);
create index events_by_handler on events (handler_id, create_time desc) where handler_id is not null;
create index events_by_stream on events (stream_id, create_time desc) where stream_id is not null;
create index events_by_face on events (face_id, create_time desc) where face_id is not null;
create index events_by_source on events (source, create_time desc) where source <> '';
create index events_by_external_id on events (external_id) where external_id <> '';
create index events_by_user_data on events (user_data) where user_data <> '';
create index events_by_tag on events using gin (tags) where tags <> '{}';
-- These times follow the order in which rows are written, so that a summary by ranges of pages will do.
create index events_by_insert_time on events
  using brin (insert_time) with (pages_per_range = 16, autosummarize = on);
create index events_by_end_time on events
  using brin (end_time) with (pages_per_range = 16, autosummarize = on);

create table events_rest partition of events default;

-- Descriptors of events, one partition per version and in it one per week: both a version and a week
-- leave as a whole. They go with their events by the statements that remove those.
create table event_face_descriptors (
  event_id uuid not null,
  create_time timestamptz(3) not null,
  descriptor_version integer not null,
  descriptor bytea not null,
  primary key (event_id, create_time, descriptor_version)
) partition by list (descriptor_version);

create table event_body_descriptors (
  like event_face_descriptors including all
) partition by list (descriptor_version);

call count_from_now_on(('events', 'events', 'account_id', true, 'millis(create_time)', 16, 24), false);
call count_from_now_on(
  ('event_face_descriptors', 'event_face_descriptors', 'descriptor_version', false, null, null, null), false);
call count_from_now_on(
  ('event_body_descriptors', 'event_body_descriptors', 'descriptor_version', false, null, null, null), false);

-- Counts events in the transaction that adds them.
create function count_added_events(accounts uuid[], times timestamptz[]) returns void
language plpgsql as $$
declare
  what counted := (select c from counted as c where c.counter = 'events');
begin
  execute 'insert into counter_deltas (counter, scope, width, bucket, value) '
    || counting(what, 'unnest($1, $2) as added (account_id, create_time)')
  using accounts, times;
end
$$;

-- Images: whose they are and how long they are kept. The content is in the image store, written
-- before the row and removed after it.

create table images (
  image_id uuid not null,
  bucket text not null,
  account_id uuid not null,
  length bigint not null,
  create_time timestamptz(3) not null,
  expire_time timestamptz(3),
  primary key (image_id, bucket)
);

create index images_by_expiry on images (expire_time) where expire_time is not null;

create table blob_removals (
  bucket text not null,
  key text not null,
  primary key (bucket, key)
);

-- Answers to requests with an Idempotency-Key, for as long as they may be asked for again.

create table kept_replies (
  account_id uuid not null,
  key text not null,
  fingerprint bytea not null,
  status smallint not null,
  location text,
  body text not null,
  create_time timestamptz(3) not null,
  primary key (account_id, key)
);

create index kept_replies_by_time on kept_replies (create_time);
