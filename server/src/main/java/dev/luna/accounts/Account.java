package dev.luna.accounts;

import java.time.Instant;
import java.util.UUID;

/**
 * Someone who may use the platform, as stored.
 *
 * @param login e-mail address, unique
 * @param description up to 128 characters, may be empty
 * @param passwordHash argon2id in its encoded form; never leaves this package but into it
 */
public record Account(
    UUID accountId,
    AccountType accountType,
    String login,
    String description,
    String passwordHash,
    Instant createTime,
    Instant lastUpdateTime) {

  @Override
  public String toString() {
    return "account " + accountId;
  }
}
