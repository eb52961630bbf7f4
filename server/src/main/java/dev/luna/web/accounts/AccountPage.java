package dev.luna.web.accounts;

import dev.luna.accounts.AccountStore;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Show;
import dev.luna.web.frame.Views;
import java.util.List;
import java.util.UUID;

/** Operation 5: an account with its counts, and what can be done with it. */
public final class AccountPage implements Resource {
  private final Views views;
  private final AccountStore accounts;
  private final Counters counters;

  public AccountPage(Views views, AccountStore accounts, Counters counters) {
    this.views = views;
    this.accounts = accounts;
    this.counters = counters;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/accounts/{account_id}", Access.PAGE, this::account));
  }

  /** The page. */
  public record View(
      AccountView account, String lists, String attributes, String events, boolean isOwn) {}

  private Reply account(Request request) {
    UUID accountId = request.uuid("account_id");
    var account =
        accounts
            .byId(accountId)
            .orElseThrow(() -> new CodedException(ErrorCode.ACCOUNT_NOT_FOUND, accountId));
    String scope = accountId.toString();
    var view =
        new View(
            AccountView.of(account, counters.value(Counter.FACES, scope)),
            Show.number(counters.value(Counter.LISTS, scope)),
            Show.number(counters.value(Counter.FACE_ATTRIBUTES, scope)),
            Show.number(counters.value(Counter.EVENTS, scope)),
            accountId.equals(request.account().accountId()));
    return views.page(request, Section.ACCOUNTS, "accounts/account.jte", view);
  }
}
