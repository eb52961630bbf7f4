package dev.luna.twin;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A row of the table of accounts, without the password. */
@Entity
@Table(name = "accounts")
public class Account {
  @Id
  @Column(name = "account_id")
  UUID accountId;

  String login;

  @Column(name = "account_type")
  String accountType;

  String description;

  @Column(name = "create_time")
  Instant createTime;

  @Column(name = "last_update_time")
  Instant lastUpdateTime;
}
