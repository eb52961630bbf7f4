package dev.luna.http;

import dev.luna.accounts.Account;
import dev.luna.accounts.AccountType;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * For whom a request is made: it changes what belongs to this account only, and what belongs to
 * others is not there for it, unless it may read everyone's.
 */
public record Actor(UUID accountId, boolean readsAll) {
  private static final String HEADER = "Luna-Account-Id";
  private static final Pattern UUID_PATTERN = Pattern.compile(Json.ID);

  /**
   * The caller, or the account that it acts for.
   *
   * @throws CodedException BAD_INPUT if the header is no id, ACTING_FORBIDDEN
   */
  static Actor of(Account caller, RawRequest request) {
    var named = request.header(HEADER);
    if (named.filter(name -> !name.equals(caller.accountId().toString())).isEmpty()) {
      return new Actor(caller.accountId(), caller.accountType() != AccountType.USER);
    }
    if (!UUID_PATTERN.matcher(named.get()).matches()) {
      throw new CodedException(ErrorCode.BAD_INPUT, HEADER + " is not the id of an account");
    }
    UUID accountId = UUID.fromString(named.get());
    if (caller.accountType() != AccountType.ADMIN) {
      throw new CodedException(ErrorCode.ACTING_FORBIDDEN, caller.accountType().wireName());
    }
    return new Actor(accountId, false);
  }

  /** Whether what belongs to an account is there for this one. */
  public boolean sees(UUID owner) {
    return readsAll || owner.equals(accountId);
  }

  /**
   * Whose objects to look at; null for everyone's.
   *
   * @param wanted an account that the request names
   * @throws CodedException ACCOUNT_NOT_FOUND if that one's objects are not there for this one
   */
  public @Nullable UUID whose(Optional<UUID> wanted) {
    if (wanted.isEmpty()) {
      return readsAll ? null : accountId;
    }
    if (!sees(wanted.get())) {
      throw new CodedException(ErrorCode.ACCOUNT_NOT_FOUND, wanted.get());
    }
    return wanted.get();
  }
}
