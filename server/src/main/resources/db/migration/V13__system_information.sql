-- Settings as they were last started with: their ids and times are shown in the system information. Values of
-- secrets are stored as they are shown, masked.

create table system_settings (
  setting_id integer generated always as identity primary key,
  name text not null unique,
  value text not null,
  create_time timestamptz(3) not null,
  last_update_time timestamptz(3) not null
);

-- Keys that reports of the system information were signed with, the private half encrypted with the
-- installation's keys. Old ones stay, so that old reports can be checked.

create table signing_keys (
  key_id text primary key,
  public_key text not null,
  private_key text not null,
  create_time timestamptz(3) not null
);
