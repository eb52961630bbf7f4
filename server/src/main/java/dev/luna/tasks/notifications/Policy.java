package dev.luna.tasks.notifications;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what happens to a task.
 *
 * @param enable 1 for notifications, 0 for none
 * @param taskCallbacks told of the end of the task, 10 at most
 * @param subtaskCallbacks told of the begin and the end of each subtask, 10 at most
 */
public record Policy(int enable, List<Callback> taskCallbacks, List<Callback> subtaskCallbacks) {
  /** Nobody is told. */
  public static final Policy NONE = new Policy(1, List.of(), List.of());

  public Policy {
    taskCallbacks = List.copyOf(taskCallbacks);
    subtaskCallbacks = List.copyOf(subtaskCallbacks);
  }

  @JsonCreator
  static Policy of(
      @JsonProperty("enable") @Nullable Integer enable,
      @JsonProperty("task_callbacks") @Nullable List<Callback> taskCallbacks,
      @JsonProperty("subtask_callbacks") @Nullable List<Callback> subtaskCallbacks) {
    return new Policy(
        enable == null ? 1 : enable,
        taskCallbacks == null ? List.of() : taskCallbacks,
        subtaskCallbacks == null ? List.of() : subtaskCallbacks);
  }

  /** A callback and its place in the policy. */
  public record Placed(Scope scope, int index, Callback callback) {
    /** As paths in messages name it. */
    public String path() {
      return scope.field() + "." + index;
    }
  }

  /** What a callback is told of. */
  public enum Scope {
    TASK("task_callbacks"),
    SUBTASK("subtask_callbacks");

    private final String field;

    Scope(String field) {
      this.field = field;
    }

    /** The field of the policy. */
    public String field() {
      return field;
    }
  }

  /** All callbacks, those of the task first. */
  public List<Placed> placed() {
    var placed = new ArrayList<Placed>();
    for (int i = 0; i < taskCallbacks.size(); i++) {
      placed.add(new Placed(Scope.TASK, i, taskCallbacks.get(i)));
    }
    for (int i = 0; i < subtaskCallbacks.size(); i++) {
      placed.add(new Placed(Scope.SUBTASK, i, subtaskCallbacks.get(i)));
    }
    return placed;
  }

  /** The callbacks that are called: none of a policy that is turned off. */
  List<Placed> enabled() {
    return placed().stream()
        .filter(placed -> enable == 1 && placed.callback().enable() == 1)
        .toList();
  }

  /** Changes a callback, given with its place. */
  interface Change {
    Callback apply(Placed placed);
  }

  /** The same with each callback changed. */
  Policy map(Change change) {
    return new Policy(enable, map(Scope.TASK, change), map(Scope.SUBTASK, change));
  }

  private List<Callback> map(Scope scope, Change change) {
    return placed().stream().filter(placed -> placed.scope() == scope).map(change::apply).toList();
  }
}
