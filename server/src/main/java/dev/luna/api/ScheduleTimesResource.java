package dev.luna.api;

import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.schedules.Run;
import dev.luna.tasks.schedules.ScheduleStore;
import dev.luna.tasks.schedules.Schedules;
import dev.luna.tasks.schedules.Timetable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The times of schedules: those that come, and what became of those that came. */
public final class ScheduleTimesResource implements Resource {
  private static final int PREVIEWED = 20;
  private final Schedules schedules;
  private final ScheduleStore stored;

  public ScheduleTimesResource(Schedules schedules, ScheduleStore stored) {
    this.schedules = schedules;
    this.stored = stored;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/4/tasks/schedules/preview", Access.ADMIN, this::preview),
        new Route("GET", "/4/tasks/schedules/{schedule_id}/next", Access.ADMIN, this::next),
        new Route("GET", "/4/tasks/schedules/{schedule_id}/runs", Access.ADMIN, this::runs));
  }

  private Reply preview(Request request) {
    request.trail().settle();
    var body = request.body();
    var timetable = schedules.timetable(SchedulesResource.trigger(body.path("trigger")));
    return Reply.json(
        new PreviewReply(
            timetable.cron().words(), times(timetable, body.path("count").asInt(PREVIEWED))));
  }

  private Reply next(Request request) {
    var schedule = schedules.get(request.number("schedule_id"));
    var timetable = schedules.timetable(schedule.terms().trigger());
    return Reply.json(
        new PreviewReply(
            timetable.cron().words(), times(timetable, (int) request.number("count"))));
  }

  private Reply runs(Request request) {
    long id = schedules.get(request.number("schedule_id")).scheduleId();
    return Reply.json(
        new RunsReply(stored.runs(id, request.page()).stream().map(RunReply::of).toList()));
  }

  private List<TimeReply> times(Timetable timetable, int count) {
    return timetable.next(schedules.now(), count).stream()
        .map(time -> TimeReply.of(time, timetable))
        .toList();
  }

  private record PreviewReply(String cronDescription, List<TimeReply> times) {}

  private record TimeReply(Instant time, String local, boolean dst, @Nullable String clockChange) {
    static TimeReply of(Instant time, Timetable timetable) {
      return new TimeReply(
          time,
          timetable.local(time),
          timetable.zone().getRules().isDaylightSavings(time),
          timetable.clockChange(time).orElse(null));
    }
  }

  private record RunsReply(List<RunReply> runs) {}

  private record RunReply(
      long runId,
      Instant plannedTime,
      Instant runTime,
      String outcome,
      @Nullable Long taskId,
      String detail) {
    static RunReply of(Run run) {
      return new RunReply(
          run.runId(),
          run.planned(),
          run.time(),
          run.outcome().name().toLowerCase(Locale.ROOT),
          run.taskId(),
          run.detail());
    }
  }
}
