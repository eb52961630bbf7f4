-- Legal holds: what no collection removes until they expire or are removed. An account may be gone
-- while its data stays, and so may what is held: no foreign keys.

create table holds (
  hold_id uuid primary key,
  target text not null check (target in ('account', 'list', 'face', 'events')),
  account_id uuid,
  list_id uuid,
  face_id uuid,
  -- Parts of the filter of target events, account_id among them; null means any.
  event_ids uuid[],
  handler_ids uuid[],
  sources text[],
  stream_ids uuid[],
  tags text[],
  face_ids uuid[],
  created_from timestamptz(3),
  created_before timestamptz(3),
  reason text not null check (reason <> ''),
  created_by uuid not null,
  create_time timestamptz(3) not null,
  last_update_time timestamptz(3) not null,
  -- Null: until it is removed.
  expire_time timestamptz(3),
  constraint parts_of_target check (
    case target
      when 'account' then account_id is not null
      when 'list' then list_id is not null
      when 'face' then face_id is not null
      else num_nonnulls(account_id, event_ids, handler_ids, sources, stream_ids, tags, face_ids,
        created_from, created_before) > 0
    end)
)
-- Filters are compared with row after row: what fits into the page is not put elsewhere.
with (toast_tuple_target = 8160);

create index holds_in_force on holds (target, coalesce(expire_time, 'infinity'::timestamptz));

-- Again the event_ids of holds, one a row: an event is looked up by index, however many are named.
create table held_events (
  event_id uuid not null,
  hold_id uuid not null references holds on delete cascade,
  primary key (event_id, hold_id)
);

create index held_events_by_hold on held_events (hold_id);
