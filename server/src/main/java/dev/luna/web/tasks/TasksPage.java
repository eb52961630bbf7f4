package dev.luna.web.tasks;

import static dev.luna.web.frame.Texts.text;

import dev.luna.db.Page;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.tasks.TaskFilter;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskType;
import dev.luna.web.frame.Paging;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Operation 6: the table of tasks. */
public final class TasksPage implements Resource {
  private static final List<String> TEXTS =
      List.of("account_id", "create_time__gte", "create_time__lt");
  private static final List<String> NUMBERS = List.of("task_type", "task_status", "schedule_id");
  private static final List<TaskType> MADE_HERE = List.of(TaskType.GC, TaskType.ADDITIONAL_EXTRACT);

  private final Views views;
  private final TaskRows tasks;

  public TasksPage(Views views, TaskRows tasks) {
    this.views = views;
    this.tasks = tasks;
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
    TEXTS.forEach(name -> request.text(name).ifPresent(value -> filters.put(name, value)));
    var filter = filter(request);
    long number = request.number("page");
    var found = tasks.page(filter, new Page(number, Paging.ROWS));
    var paging =
        filters.isEmpty()
            ? new Paging(number, Paging.ROWS, tasks.count(filter), "/tasks", filters)
            : Paging.uncounted(number, found.size(), "/tasks", filters);
    return views.page(request, Section.TASKS, "tasks/tasks.jte", new View(found, paging, filters));
  }

  private static TaskFilter filter(Request request) {
    var created = request.span("create_time");
    return new TaskFilter(
        List.of(),
        request.optionalUuid("account_id").orElse(null),
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
