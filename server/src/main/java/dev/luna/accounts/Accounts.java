package dev.luna.accounts;

import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Registers, changes and removes accounts. At least one admin always stays. */
public final class Accounts {
  /** Login of the account that a new installation has. */
  public static final String FIRST_LOGIN = "root@visionlabs.ai";

  /** Its password, known to everyone: good for a first look on loopback only. */
  public static final String WELL_KNOWN_PASSWORD = "root";

  private final Database database;
  private final AccountStore accounts;
  private final SessionStore sessions;
  private final Passwords passwords;
  private final InstantSource clock;

  /** A hash takes its time, and changes seldom. */
  private volatile Checked checked = new Checked("", false);

  private record Checked(String hash, boolean isWellKnown) {}

  public Accounts(
      Database database,
      AccountStore accounts,
      SessionStore sessions,
      Passwords passwords,
      InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.sessions = sessions;
    this.passwords = passwords;
    this.clock = clock;
  }

  /** Is told of a change inside of the transaction that makes it. */
  @FunctionalInterface
  public interface Witness {
    /** Does not look. */
    Witness NONE = (before, after) -> {};

    /**
     * @param after null for an account that is gone
     */
    void saw(Account before, @Nullable Account after);
  }

  /**
   * An account that can be registered. Not in a transaction, since hashing takes its time.
   *
   * @throws CodedException WELL_KNOWN_PASSWORD or BUSY
   */
  public Account prepare(
      UUID accountId, AccountType type, String login, String password, String description) {
    refuseWellKnown(login, password);
    Instant now = now();
    return new Account(accountId, type, login, description, passwords.hash(password), now, now);
  }

  /**
   * Registers an account.
   *
   * @throws CodedException ACCOUNT_EXISTS or LOGIN_EXISTS
   */
  public void register(Account account) {
    if (!accounts.insert(account)) {
      refuseTaken(account.accountId(), account.login());
      throw new CodedException(ErrorCode.LOGIN_EXISTS, account.login());
    }
  }

  /**
   * Changes an account; a new password ends its sessions, except the one that is named.
   *
   * @throws CodedException ACCOUNT_NOT_FOUND, LOGIN_EXISTS, LAST_ADMIN or WELL_KNOWN_PASSWORD
   */
  public void change(
      UUID accountId, AccountChange change, byte @Nullable [] keptSession, Witness witness) {
    String hash = change.password() == null ? null : passwords.hash(change.password());
    try {
      database.inTransaction(handle -> change(accountId, change, hash, keptSession, witness));
    } catch (RuntimeException e) {
      if (Database.isConflict(e)) {
        throw new CodedException(ErrorCode.LOGIN_EXISTS, String.valueOf(change.login()));
      }
      throw e;
    }
  }

  private void change(
      UUID accountId,
      AccountChange change,
      @Nullable String hash,
      byte @Nullable [] keptSession,
      Witness witness) {
    boolean demotes = change.accountType() != null && change.accountType() != AccountType.ADMIN;
    if (demotes) {
      accounts.oneAtATime();
    }
    var account = accounts.lock(accountId).orElseThrow(() -> notFound(accountId));
    var changed = apply(account, change, hash);
    refuseWellKnown(account, changed, change.password());
    if (demotes && account.accountType() == AccountType.ADMIN) {
      keepOneAdmin(account);
    }
    accounts.update(changed);
    if (hash != null || changed.accountType() != account.accountType()) {
      sessions.deleteOf(accountId, keptSession);
    }
    witness.saw(account, changed);
  }

  /**
   * Removes an account and ends its sessions; its lists and faces stay.
   *
   * @throws CodedException ACCOUNT_NOT_FOUND or LAST_ADMIN
   */
  public void remove(UUID accountId, Witness witness) {
    database.inTransaction(handle -> {
      accounts.oneAtATime();
      var account = accounts.lock(accountId).orElseThrow(() -> notFound(accountId));
      if (account.accountType() == AccountType.ADMIN) {
        keepOneAdmin(account);
      }
      accounts.delete(accountId);
      witness.saw(account, null);
    });
  }

  /**
   * Makes the first account where nobody could come in, and gives it {@code firstPassword} where it
   * still has the well-known one.
   *
   * @param firstPassword empty for none
   * @return whether the well-known password opens the service now
   */
  public boolean prepareFirst(UUID accountId, String firstPassword) {
    var first = accounts.byLogin(FIRST_LOGIN);
    if (first.isEmpty() && accounts.hasAdmin()) {
      return false;
    }
    String password = firstPassword.isEmpty() ? WELL_KNOWN_PASSWORD : firstPassword;
    if (first.isEmpty()) {
      Instant now = now();
      accounts.insert(
          new Account(
              accountId,
              AccountType.ADMIN,
              FIRST_LOGIN,
              "First account",
              passwords.hash(password),
              now,
              now));
      return accounts.byLogin(FIRST_LOGIN).filter(this::isWellKnown).isPresent();
    }
    if (!isWellKnown(first.get())) {
      return false;
    }
    if (firstPassword.isEmpty()) {
      return true;
    }
    change(
        first.get().accountId(),
        new AccountChange(null, null, firstPassword, null),
        null,
        Witness.NONE);
    return false;
  }

  /** Whether the first account is there and still has the publicly known password. */
  public boolean firstIsWellKnown() {
    var first = accounts.byLogin(FIRST_LOGIN);
    if (first.isEmpty()) {
      return false;
    }
    var last = checked;
    String hash = first.get().passwordHash();
    if (!last.hash().equals(hash)) {
      last = new Checked(hash, isWellKnown(first.get()));
      checked = last;
    }
    return last.isWellKnown();
  }

  private boolean isWellKnown(Account account) {
    return passwords.matches(WELL_KNOWN_PASSWORD, account.passwordHash());
  }

  private Account apply(Account account, AccountChange change, @Nullable String hash) {
    return new Account(
        account.accountId(),
        change.accountType() == null ? account.accountType() : change.accountType(),
        change.login() == null ? account.login() : change.login(),
        change.description() == null ? account.description() : change.description(),
        hash == null ? account.passwordHash() : hash,
        account.createTime(),
        now());
  }

  private void keepOneAdmin(Account account) {
    if (!accounts.hasOtherAdmin(account.accountId())) {
      throw new CodedException(ErrorCode.LAST_ADMIN, account.accountId());
    }
  }

  private static void refuseWellKnown(String login, @Nullable String password) {
    if (login.equals(FIRST_LOGIN) && WELL_KNOWN_PASSWORD.equals(password)) {
      throw new CodedException(ErrorCode.WELL_KNOWN_PASSWORD);
    }
  }

  /** Also where an account with that password would take the first account's login. */
  private void refuseWellKnown(Account before, Account after, @Nullable String password) {
    refuseWellKnown(after.login(), password);
    boolean takesLogin = !before.login().equals(after.login()) && after.login().equals(FIRST_LOGIN);
    if (takesLogin && password == null && isWellKnown(after)) {
      throw new CodedException(ErrorCode.WELL_KNOWN_PASSWORD);
    }
  }

  private void refuseTaken(UUID accountId, String login) {
    if (accounts.byId(accountId).isPresent()) {
      throw new CodedException(ErrorCode.ACCOUNT_EXISTS, accountId);
    }
    if (accounts.byLogin(login).isPresent()) {
      throw new CodedException(ErrorCode.LOGIN_EXISTS, login);
    }
  }

  private static CodedException notFound(UUID accountId) {
    return new CodedException(ErrorCode.ACCOUNT_NOT_FOUND, accountId);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
