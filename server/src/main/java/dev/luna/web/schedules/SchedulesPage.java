package dev.luna.web.schedules;

import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.schedules.ScheduleFilter;
import dev.luna.tasks.schedules.ScheduleStore;
import dev.luna.tasks.schedules.Schedules;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The table of schedules. */
public final class SchedulesPage implements Resource {
  private final Views views;
  private final Schedules schedules;
  private final ScheduleStore stored;

  public SchedulesPage(Views views, Schedules schedules, ScheduleStore stored) {
    this.views = views;
    this.schedules = schedules;
    this.stored = stored;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/schedules", Access.PAGE, this::table));
  }

  /** The page. */
  public record View(List<ScheduleView> rows, Paging paging) {
    /** When the first of them is due; empty if none is. */
    public String due() {
      return rows.stream()
          .map(ScheduleView::nextExact)
          .filter(next -> !next.isEmpty())
          .min(Comparator.naturalOrder())
          .orElse("");
    }
  }

  private Reply table(Request request) {
    long number = request.number("page");
    var rows =
        stored
            .page(new ScheduleFilter(null, Timeline.Span.ALL), new Page(number, Paging.ROWS))
            .stream()
            .map(one -> ScheduleView.of(one, schedules.timetable(one.terms().trigger())))
            .toList();
    var view = new View(rows, Paging.uncounted(number, rows.size(), "/schedules", Map.of()));
    return views.page(request, Section.SCHEDULES, "schedules/schedules.jte", view);
  }
}
