-- Called for each row that is counted. The epoch of a timestamptz is declared to depend on settings, which kept
-- this function, declared not to, from being put in the place of its calls.
create or replace function millis(at timestamptz)
returns bigint language sql immutable parallel safe as $$
  select round(date_part('epoch', at at time zone 'utc') * 1000)::bigint
$$;
