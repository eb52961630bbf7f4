package dev.luna.web.overview;

import static dev.luna.web.frame.Texts.text;

import dev.luna.accounts.AccountStore;
import dev.luna.db.Counter;
import dev.luna.db.Counters;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.monitoring.SizeStore;
import dev.luna.tasks.TaskFilter;
import dev.luna.tasks.TaskState;
import dev.luna.web.accounts.AccountView;
import dev.luna.web.accounts.AccountsPage;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Show;
import dev.luna.web.frame.Views;
import dev.luna.web.tasks.TaskRows;
import dev.luna.web.tasks.TaskView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Operation 1: what matters at a glance, and the accounts below it. */
public final class OverviewPage implements Resource {
  private static final int TASKS = 5;
  private static final Duration RECENT = Duration.ofDays(7);

  private final Views views;
  private final Sources sources;
  private final InstantSource clock;

  public OverviewPage(Views views, Sources sources, InstantSource clock) {
    this.views = views;
    this.sources = sources;
    this.clock = clock;
  }

  /**
   * Where it all comes from.
   *
   * @param free bytes that are left for images; empty where nobody can tell
   */
  public record Sources(
      AccountStore accounts,
      Counters counters,
      TaskRows tasks,
      SizeStore sizes,
      Supplier<OptionalLong> free,
      Warnings warnings) {}

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/", Access.PAGE, this::overview));
  }

  /**
   * The page.
   *
   * @param running tasks, the newest
   * @param failed tasks of the last days, the newest
   */
  public record View(
      List<Tile> tiles,
      List<Warnings.Warning> warnings,
      List<TaskView> running,
      List<TaskView> failed,
      List<AccountView> rows,
      Paging paging) {}

  /** A number with its name, and where it is explained; empty for nowhere. */
  public record Tile(String label, String value, String path) {}

  private Reply overview(Request request) {
    long number = request.number("page");
    long count = sources.accounts().count(Timeline.Span.ALL);
    var view =
        new View(
            tiles(count),
            sources.warnings().now(),
            tasks(TaskFilter.in(TaskState.IN_PROGRESS, null)),
            tasks(TaskFilter.in(TaskState.FAILED, clock.instant().minus(RECENT))),
            AccountsPage.rows(
                sources.accounts(),
                sources.counters(),
                new Page(number, Paging.ROWS),
                Timeline.Span.ALL),
            new Paging(number, Paging.ROWS, count, "/", Map.of()));
    return views.page(request, Section.OVERVIEW, "overview/overview.jte", view);
  }

  private List<TaskView> tasks(TaskFilter filter) {
    return sources.tasks().page(filter, new Page(1, TASKS));
  }

  private List<Tile> tiles(long accountCount) {
    var tiles = new ArrayList<Tile>();
    tiles.add(new Tile(Section.ACCOUNTS.label(), Show.number(accountCount), "/accounts"));
    tiles.add(tile(Section.LISTS, Counter.LISTS));
    tiles.add(tile(Section.FACES, Counter.FACES));
    tiles.add(tile(Section.EVENTS, Counter.EVENTS));
    sources
        .counters()
        .values(Counter.FACE_DESCRIPTORS)
        .forEach((version, value) ->
            tiles.add(
                new Tile(
                    text("overview.descriptors", version), Show.number(value), "/descriptors")));
    tiles.add(new Tile(text("overview.database"), Show.bytes(sources.sizes().database()), ""));
    sources
        .free()
        .get()
        .ifPresent(free -> tiles.add(new Tile(text("overview.free"), Show.bytes(free), "")));
    return tiles;
  }

  private Tile tile(Section section, Counter counter) {
    return new Tile(
        section.label(),
        Show.number(sources.counters().value(counter, Counter.ALL)),
        section.path());
  }
}
