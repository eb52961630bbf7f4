package dev.luna.api;

import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import dev.luna.tasks.TaskType;
import dev.luna.tasks.notifications.Policies;
import dev.luna.tasks.schedules.Behaviour;
import dev.luna.tasks.schedules.CronExpression;
import dev.luna.tasks.schedules.Schedule;
import dev.luna.tasks.schedules.ScheduleFilter;
import dev.luna.tasks.schedules.ScheduleStore;
import dev.luna.tasks.schedules.Schedules;
import dev.luna.tasks.schedules.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Operations 38 to 43: tasks that come back by the clock. */
public final class SchedulesResource implements Resource {
  private static final String ALL = "/4/tasks/schedules";
  private static final String ONE = ALL + "/{schedule_id}";
  private final Schedules schedules;
  private final ScheduleStore stored;
  private final Audit audit;
  private final Policies policies;

  /**
   * @param audit in the database of {@code schedules}
   */
  public SchedulesResource(
      Schedules schedules, ScheduleStore stored, Audit audit, Policies policies) {
    this.schedules = schedules;
    this.stored = stored;
    this.audit = audit;
    this.policies = policies;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", ALL, Access.ADMIN, this::create),
        new Route("GET", ALL, Access.ADMIN, this::page),
        new Route("GET", ONE, Access.ADMIN, this::get),
        new Route("PUT", ONE, Access.ADMIN, this::replace),
        new Route("PATCH", ONE, Access.ADMIN, this::act),
        new Route("DELETE", ONE, Access.ADMIN, this::delete));
  }

  private Reply create(Request request) {
    var terms = terms(request, null);
    return audit.once(
        request,
        () -> {
          long id = schedules.create(terms);
          request.trail().to(traced(schedules.get(id)));
          return Reply.json(201, Map.of("schedule_id", id)).with("Location", ALL + "/" + id);
        });
  }

  private Reply page(Request request) {
    var type = request.optionalNumber("task_type").map(number -> TaskType.of(number.intValue()));
    var filter = new ScheduleFilter(type.orElse(null), request.span("create_time"));
    return Reply.json(stored.page(filter, request.page()).stream().map(ScheduleReply::of).toList());
  }

  private Reply get(Request request) {
    return Reply.json(ScheduleReply.of(schedules.get(request.number("schedule_id"))));
  }

  private Reply replace(Request request) {
    long id = request.number("schedule_id");
    var terms = terms(request, schedules.get(id).terms().task().notificationPolicy());
    return audit.within(
        request,
        () -> {
          request.trail().from(traced(schedules.get(id)));
          schedules.replace(id, terms);
          request.trail().to(traced(schedules.get(id)));
          return Reply.json(Map.of("schedule_id", id));
        });
  }

  private Reply act(Request request) {
    long id = request.number("schedule_id");
    return audit.done(
        request,
        () -> {
          request.trail().from(traced(schedules.get(id)));
          if (request.text("action").orElseThrow().equals("pause")) {
            schedules.pause(id);
          } else {
            schedules.start(id);
          }
          request.trail().to(traced(schedules.get(id)));
        });
  }

  private Reply delete(Request request) {
    long id = request.number("schedule_id");
    return audit.done(
        request,
        () -> {
          request.trail().from(traced(schedules.get(id)));
          schedules.delete(id);
        });
  }

  /** For the audit log: addresses in a policy of notifications may hold secrets. */
  private static JsonNode traced(Schedule schedule) {
    var state = Json.MAPPER.valueToTree(ScheduleReply.of(schedule)).asObject();
    state.path("task").asObject().remove("notification_policy");
    return state;
  }

  private Schedule.Terms terms(Request request, @Nullable JsonNode storedPolicy) {
    var body = request.body();
    var task = body.path("task");
    var ttl = task.path("result_storage_policy").path("ttl");
    return new Schedule.Terms(
        new Schedule.Template(
            TaskType.of(task.path("task_type").asInt()),
            task.path("content"),
            task.path("description").asString(""),
            // Outside of the transaction, which should not wait for servers of names.
            task.has("notification_policy")
                ? policies.accept(task.path("notification_policy"), storedPolicy)
                : null,
            ttl.isNumber() ? Integer.valueOf(ttl.asInt()) : null),
        request.account().accountId(),
        trigger(body.path("trigger")),
        behaviour(body.path("behaviour")));
  }

  static Trigger trigger(JsonNode trigger) {
    return new Trigger(
        trigger.path("cron").asString(""), trigger.path("cron_timezone").asString("utc"));
  }

  private static Behaviour behaviour(JsonNode behaviour) {
    String misfire = behaviour.path("misfire").asString("skip");
    return new Behaviour(
        isSet(behaviour.path("start_immediately")),
        isSet(behaviour.path("create_stopped")),
        Behaviour.Misfire.valueOf(misfire.toUpperCase(Locale.ROOT)),
        behaviour.path("jitter").asInt(0));
  }

  private static boolean isSet(JsonNode flag) {
    return flag.isBoolean() ? flag.booleanValue() : flag.asInt(0) == 1;
  }

  private record ScheduleReply(
      long scheduleId,
      List<Long> taskIds,
      TemplateReply task,
      Trigger trigger,
      BehaviourReply behaviour,
      String cronDescription,
      String status,
      @Nullable Instant nextRunTime,
      Instant createTime,
      Instant lastUpdateTime) {
    static ScheduleReply of(Schedule schedule) {
      var terms = schedule.terms();
      var next = schedule.next();
      return new ScheduleReply(
          schedule.scheduleId(),
          schedule.taskIds(),
          TemplateReply.of(terms.task()),
          terms.trigger(),
          BehaviourReply.of(terms.behaviour()),
          CronExpression.parse(terms.trigger().cron()).words(),
          schedule.isRunning() ? "running" : "stopped",
          next == null ? null : next.due(),
          schedule.createTime(),
          schedule.lastUpdateTime());
    }
  }

  private record TemplateReply(
      int taskType,
      JsonNode content,
      String description,
      JsonNode notificationPolicy,
      StoragePolicy resultStoragePolicy) {
    static TemplateReply of(Schedule.Template task) {
      return new TemplateReply(
          task.type().number(),
          task.content(),
          task.description(),
          Policies.shown(task.notificationPolicy()),
          new StoragePolicy(task.resultTtl()));
    }
  }

  private record StoragePolicy(@Nullable Integer ttl) {}

  private record BehaviourReply(
      boolean startImmediately, boolean createStopped, String misfire, int jitter) {
    static BehaviourReply of(Behaviour behaviour) {
      return new BehaviourReply(
          behaviour.startImmediately(),
          behaviour.createStopped(),
          behaviour.misfire().name().toLowerCase(Locale.ROOT),
          behaviour.jitter());
    }
  }
}
