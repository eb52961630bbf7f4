package dev.luna.web.accounts;

import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Accounts;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.monitoring.Health;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Show;
import dev.luna.web.frame.Texts;
import dev.luna.web.frame.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operation 1: what matters at a glance, and the accounts below it. */
public final class OverviewPage implements Resource {
  private final Views views;
  private final AccountStore accounts;
  private final Counters counters;
  private final Accounts operations;
  private final Health health;

  public OverviewPage(
      Views views, AccountStore accounts, Counters counters, Accounts operations, Health health) {
    this.views = views;
    this.accounts = accounts;
    this.counters = counters;
    this.operations = operations;
    this.health = health;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/", Access.PAGE, this::overview));
  }

  /** The page. */
  public record View(
      List<Tile> tiles,
      List<String> problems,
      boolean isWellKnown,
      List<AccountView> rows,
      Paging paging) {}

  /** A number with its name, and where it is explained; empty for nowhere. */
  public record Tile(String label, String value, String path) {}

  private Reply overview(Request request) {
    long number = request.number("page");
    long count = accounts.count(Timeline.Span.ALL);
    var rows =
        AccountsPage.rows(accounts, counters, new Page(number, Paging.ROWS), Timeline.Span.ALL);
    var view =
        new View(
            tiles(count),
            health.problems(true),
            operations.firstIsWellKnown(),
            rows,
            new Paging(number, Paging.ROWS, count, "/", Map.of()));
    return views.page(request, Section.OVERVIEW, "accounts/overview.jte", view);
  }

  private List<Tile> tiles(long accountCount) {
    var tiles = new ArrayList<Tile>();
    tiles.add(new Tile(Section.ACCOUNTS.label(), Show.number(accountCount), "/accounts"));
    tiles.add(tile(Section.LISTS, Counter.LISTS));
    tiles.add(tile(Section.FACES, Counter.FACES));
    tiles.add(tile(Section.EVENTS, Counter.EVENTS));
    counters
        .values(Counter.FACE_DESCRIPTORS)
        .forEach((version, value) ->
            tiles.add(
                new Tile(Texts.text("overview.descriptors", version), Show.number(value), "")));
    return tiles;
  }

  private Tile tile(Section section, Counter counter) {
    return new Tile(
        section.label(), Show.number(counters.value(counter, Counter.ALL)), section.path());
  }
}
