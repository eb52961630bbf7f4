package dev.luna.web.schedules;

import dev.luna.db.Page;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.notifications.Policies;
import dev.luna.tasks.schedules.Schedule;
import dev.luna.tasks.schedules.ScheduleStore;
import dev.luna.tasks.schedules.Schedules;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A schedule: when it comes, what became of the times that came, and what it does. */
public final class SchedulePage implements Resource {
  private static final int NEXT = 20;

  private final Views views;
  private final Schedules schedules;
  private final ScheduleStore stored;

  public SchedulePage(Views views, Schedules schedules, ScheduleStore stored) {
    this.views = views;
    this.schedules = schedules;
    this.stored = stored;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/schedules/{schedule_id}", Access.PAGE, this::schedule));
  }

  /**
   * The page.
   *
   * @param next the times that come; empty while it is stopped
   * @param paging of the runs
   */
  public record View(
      ScheduleView schedule,
      TermsView terms,
      List<TimeView> next,
      List<RunView> runs,
      Paging paging) {}

  /**
   * What can be changed.
   *
   * @param content as indented JSON
   * @param policy of notifications, as JSON with secrets masked
   * @param ttl days that results are kept; empty for good
   */
  public record TermsView(
      int taskType, String content, String policy, String ttl, String misfire, int jitter) {
    static TermsView of(Schedule.Terms terms) {
      Integer ttl = terms.task().resultTtl();
      return new TermsView(
          terms.task().type().number(),
          terms.task().content().toPrettyString(),
          Policies.shown(terms.task().notificationPolicy()).toString(),
          ttl == null ? "" : ttl.toString(),
          terms.behaviour().misfire().name().toLowerCase(Locale.ROOT),
          terms.behaviour().jitter());
    }
  }

  private Reply schedule(Request request) {
    var schedule = schedules.get(request.number("schedule_id"));
    long id = schedule.scheduleId();
    var timetable = schedules.timetable(schedule.terms().trigger());
    long number = request.number("page");
    var runs = stored.runs(id, new Page(number, Paging.ROWS)).stream().map(RunView::of).toList();
    var times =
        schedule.isRunning()
            ? timetable.next(schedules.now(), NEXT).stream()
                .map(time -> TimeView.of(timetable, time))
                .toList()
            : List.<TimeView>of();
    var view =
        new View(
            ScheduleView.of(schedule, timetable),
            TermsView.of(schedule.terms()),
            times,
            runs,
            Paging.uncounted(number, runs.size(), "/schedules/" + id, Map.of()));
    return views.page(request, Section.SCHEDULES, "schedules/schedule.jte", view);
  }
}
