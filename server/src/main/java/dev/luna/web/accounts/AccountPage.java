package dev.luna.web.accounts;

import dev.luna.accounts.AccountStore;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Page;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.TaskFilter;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Show;
import dev.luna.web.frame.Views;
import dev.luna.web.tasks.TaskRows;
import dev.luna.web.tasks.TaskView;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Operation 5: an account with its counts, and what can be done with it. */
public final class AccountPage implements Resource {
  private static final Set<Counter> COUNTED =
      Set.of(Counter.LISTS, Counter.FACES, Counter.FACE_ATTRIBUTES, Counter.EVENTS);

  private static final int TASKS = 5;

  private final Views views;
  private final AccountStore accounts;
  private final Counters counters;
  private final TaskRows tasks;

  public AccountPage(Views views, AccountStore accounts, Counters counters, TaskRows tasks) {
    this.views = views;
    this.accounts = accounts;
    this.counters = counters;
    this.tasks = tasks;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/accounts/{account_id}", Access.PAGE, this::account));
  }

  /**
   * The page.
   *
   * @param tasks the newest
   */
  public record View(
      AccountView account,
      String lists,
      String attributes,
      String events,
      List<TaskView> tasks,
      boolean isOwn) {}

  private Reply account(Request request) {
    UUID accountId = request.uuid("account_id");
    var account =
        accounts
            .byId(accountId)
            .orElseThrow(() -> new CodedException(ErrorCode.ACCOUNT_NOT_FOUND, accountId));
    var counts = counters.values(COUNTED, accountId.toString());
    var view =
        new View(
            AccountView.of(account, counts.applyAsLong(Counter.FACES)),
            Show.number(counts.applyAsLong(Counter.LISTS)),
            Show.number(counts.applyAsLong(Counter.FACE_ATTRIBUTES)),
            Show.number(counts.applyAsLong(Counter.EVENTS)),
            tasks.page(TaskFilter.of(accountId), new Page(1, TASKS)),
            accountId.equals(request.account().accountId()));
    return views.page(request, Section.ACCOUNTS, "accounts/account.jte", view);
  }
}
