package dev.luna.web.tasks;

import static dev.luna.web.frame.Texts.text;

import dev.luna.db.Page;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskFilter;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskStore;
import dev.luna.tasks.TaskType;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Operation 6: the table of tasks. */
public final class TasksPage implements Resource {
  private static final List<String> TIMES = List.of("create_time__gte", "create_time__lt");
  private static final List<String> NUMBERS = List.of("task_type", "task_status", "schedule_id");
  private static final List<TaskType> MADE_HERE = List.of(TaskType.GC, TaskType.ADDITIONAL_EXTRACT);

  private final Views views;
  private final TaskStore tasks;
  private final ProgressStore progress;
  private final InstantSource clock;

  public TasksPage(Views views, TaskStore tasks, ProgressStore progress, InstantSource clock) {
    this.views = views;
    this.tasks = tasks;
    this.progress = progress;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/tasks", Access.PAGE, this::table));
  }

  /** The page; filters as they stand in its address. */
  public record View(List<TaskView> rows, Paging paging, Map<String, String> filters) {
    /** A filter's value; empty without. */
    public String filter(String name) {
      return filters.getOrDefault(name, "");
    }

    /** What may be chosen as the type. */
    public List<Choice> types() {
      return MADE_HERE.stream()
          .map(type -> new Choice(String.valueOf(type.number()), text("type." + type.slug())))
          .toList();
    }

    /** What may be chosen as the state. */
    public List<Choice> states() {
      return Arrays.stream(TaskState.values())
          .map(state -> new Choice(String.valueOf(state.number()), TaskView.state(state.name())))
          .toList();
    }
  }

  /** A value and what it is called. */
  public record Choice(String value, String label) {}

  private Reply table(Request request) {
    var filters = new LinkedHashMap<String, String>();
    NUMBERS.forEach(name ->
        request.optionalNumber(name).ifPresent(value -> filters.put(name, value.toString())));
    TIMES.forEach(name -> request.text(name).ifPresent(value -> filters.put(name, value)));
    var filter = filter(request);
    long number = request.number("page");
    var found = tasks.page(filter, new Page(number, Paging.ROWS));
    var paging =
        filters.isEmpty()
            ? new Paging(number, Paging.ROWS, tasks.count(filter), "/tasks", filters)
            : Paging.uncounted(number, found.size(), "/tasks", filters);
    return views.page(
        request, Section.TASKS, "tasks/tasks.jte", new View(rows(found), paging, filters));
  }

  private List<TaskView> rows(List<Task> found) {
    var all = progress.of(found, clock.instant());
    return found.stream()
        .map(task -> TaskView.of(task, Objects.requireNonNull(all.get(task.taskId()))))
        .toList();
  }

  private static TaskFilter filter(Request request) {
    var created = request.span("create_time");
    return new TaskFilter(
        List.of(),
        created.from(),
        created.before(),
        null,
        null,
        request.optionalNumber("task_type").map(type -> TaskType.of(type.intValue())).orElse(null),
        request
            .optionalNumber("task_status")
            .map(state -> TaskState.of(state.intValue()))
            .orElse(null),
        request.optionalNumber("schedule_id").orElse(null));
  }
}
