package dev.luna.api;

import dev.luna.accounts.Account;
import dev.luna.accounts.AccountChange;
import dev.luna.accounts.AccountStore;
import dev.luna.accounts.AccountType;
import dev.luna.accounts.Accounts;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Operations 15 to 19: accounts. */
public final class AccountsResource implements Resource {
  private final AccountStore store;
  private final Accounts accounts;
  private final Audit audit;
  private final Supplier<UUID> ids;

  /**
   * @param audit in the database of {@code accounts}
   */
  public AccountsResource(AccountStore store, Accounts accounts, Audit audit, Supplier<UUID> ids) {
    this.store = store;
    this.accounts = accounts;
    this.audit = audit;
    this.ids = ids;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/accounts", Access.ADMIN, this::page),
        new Route("POST", "/4/accounts", Access.ADMIN, this::register),
        new Route("GET", "/4/accounts/{account_id}", Access.ADMIN, this::get),
        new Route("PUT", "/4/accounts/{account_id}", Access.ADMIN, this::registerWithId),
        new Route("PATCH", "/4/accounts/{account_id}", Access.ADMIN, this::change),
        new Route("DELETE", "/4/accounts/{account_id}", Access.ADMIN, this::remove));
  }

  private Reply page(Request request) {
    var span = request.span("create_time");
    var accounts = store.page(request.page(), span).stream().map(AccountReply::of).toList();
    return Reply.json(new AccountsReply(accounts, store.count(span)));
  }

  private Reply register(Request request) {
    return register(request, ids.get());
  }

  private Reply registerWithId(Request request) {
    return register(request, request.uuid("account_id"));
  }

  private Reply get(Request request) {
    UUID accountId = request.uuid("account_id");
    var account =
        store
            .counted(accountId)
            .orElseThrow(() -> new CodedException(ErrorCode.ACCOUNT_NOT_FOUND, accountId));
    return Reply.json(AccountWithStatsReply.of(account));
  }

  private Reply change(Request request) {
    var change = request.body(Change.class);
    String type = change.accountType();
    accounts.change(
        request.uuid("account_id"),
        new AccountChange(
            type == null ? null : AccountType.of(type),
            change.login(),
            change.password(),
            change.description()),
        null,
        (before, after) -> written(audit, request, before, after));
    return Reply.empty(204);
  }

  private Reply remove(Request request) {
    accounts.remove(
        request.uuid("account_id"), (before, after) -> written(audit, request, before, after));
    return Reply.empty(204);
  }

  private Reply register(Request request, UUID accountId) {
    var registration = request.body(Registration.class);
    var account =
        accounts.prepare(
            accountId,
            registration.type(),
            registration.loginOrEmail(),
            registration.passwordOrEmail(),
            registration.descriptionOrOrganization());
    return audit.once(
        request,
        () -> {
          accounts.register(account);
          request.trail().to(AccountReply.of(account));
          return Reply.json(201, Map.of("account_id", accountId))
              .with("Location", "/4/accounts/" + accountId);
        });
  }

  /** Writes a change of an account down; of a new password only that there is one. */
  static void written(Audit audit, Request request, Account before, @Nullable Account after) {
    var trail = request.trail().object(before.accountId()).from(AccountReply.of(before));
    if (after != null) {
      var state = Json.MAPPER.valueToTree(AccountReply.of(after)).asObject();
      if (!before.passwordHash().equals(after.passwordHash())) {
        state.put("password", "********");
      }
      trail.to(state);
    }
    audit.write(request, Reply.empty(204));
  }

  private record AccountReply(
      UUID accountId,
      AccountType accountType,
      String login,
      String description,
      Instant createTime,
      Instant lastUpdateTime,
      String email,
      String organizationName) {

    static AccountReply of(Account account) {
      return new AccountReply(
          account.accountId(),
          account.accountType(),
          account.login(),
          account.description(),
          account.createTime(),
          account.lastUpdateTime(),
          account.login(),
          account.description());
    }
  }

  private record AccountsReply(List<AccountReply> accounts, long accountCount) {}

  private record StatsReply(long listCount, long faceCount, long faceAttributeCount) {}

  /** An account with its counts, as operation 17 and the search answer it. */
  record AccountWithStatsReply(AccountReply info, StatsReply stats) {
    static AccountWithStatsReply of(AccountStore.Counted counted) {
      return new AccountWithStatsReply(
          AccountReply.of(counted.account()),
          new StatsReply(counted.lists(), counted.faces(), counted.attributes()));
    }
  }

  private record Change(
      @Nullable String accountType,
      @Nullable String login,
      @Nullable String password,
      @Nullable String description) {}

  /** Both forms of a registration; the specification lets exactly one of them through. */
  private record Registration(
      @Nullable String accountType,
      @Nullable String login,
      @Nullable String password,
      @Nullable String description,
      @Nullable String email,
      @Nullable String organizationName) {

    AccountType type() {
      return accountType == null ? AccountType.ADVANCED_USER : AccountType.of(accountType);
    }

    String loginOrEmail() {
      return either(login, email);
    }

    String passwordOrEmail() {
      return either(password, email);
    }

    String descriptionOrOrganization() {
      return either(either(description, organizationName), "");
    }

    private static String either(@Nullable String first, @Nullable String second) {
      if (first != null) {
        return first;
      }
      return second == null ? "" : second;
    }
  }
}
