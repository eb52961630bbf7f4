package dev.luna.tasks.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.json.Json;
import dev.luna.tasks.Change;
import dev.luna.tasks.Task;
import dev.luna.tasks.TaskState;
import dev.luna.tasks.TaskStore;
import dev.luna.tasks.notifications.NotificationStore.Note;
import dev.luna.tasks.notifications.NotificationStore.Receiver;
import dev.luna.tasks.notifications.Policy.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes down who is to be told of a change, in the transaction that makes it: nobody is told of
 * what is not committed, and nothing committed is forgotten.
 */
public final class Outbox implements Change.Listener {
  private final NotificationStore store;
  private final TaskStore tasks;
  private final Duration patience;
  private final String publicUrl;
  private final Supplier<UUID> ids;

  /**
   * @param patience how long a notification is tried
   * @param publicUrl what links begin with; may be empty
   */
  public Outbox(
      NotificationStore store,
      TaskStore tasks,
      Duration patience,
      String publicUrl,
      Supplier<UUID> ids) {
    this.store = store;
    this.tasks = tasks;
    this.patience = patience;
    this.publicUrl = publicUrl.replaceAll("/+$", "");
    this.ids = ids;
  }

  @Override
  public void changed(Change change) {
    switch (change) {
      case Change.OfTask ofTask -> changed(ofTask.task());
      case Change.OfSubtasks ofSubtasks -> changed(ofSubtasks);
    }
  }

  /**
   * Makes the receivers of a stored policy those of a task, which the caller has locked.
   *
   * @param before the policy that it had; null for none
   */
  public void follow(Task task, @Nullable Policy before) {
    var policy = policy(task);
    store.replace(
        task.taskId(),
        receivers(policy),
        successors(before == null ? Policy.NONE : before, policy));
  }

  private void changed(Task task) {
    if (task.state() == TaskState.PENDING && task.notificationPolicy() != null) {
      follow(task, null);
    }
    if (task.state().isFinal()) {
      var receivers = store.lock(task.taskId(), Scope.TASK);
      if (!receivers.isEmpty()) {
        String body = Json.MAPPER.writeValueAsString(body(task));
        store.add(receivers, task.taskId(), List.of(new Note(null, body)), patience, ids);
      }
    }
  }

  private void changed(Change.OfSubtasks change) {
    var receivers = store.lock(change.taskId(), Scope.SUBTASK);
    if (receivers.isEmpty()) {
      return;
    }
    // Counted while the receivers are held, so that later notifications never count less.
    tasks
        .byId(change.taskId())
        .ifPresent(task -> {
          var notes =
              change.subtaskIds().stream()
                  .map(id ->
                      new Note(
                          id,
                          Json.MAPPER.writeValueAsString(
                              new SubtaskBody(
                                  task.taskId(),
                                  id,
                                  change.state().number(),
                                  task.partsDone(),
                                  task.partsAll()))))
                  .toList();
          store.add(receivers, task.taskId(), notes, patience, ids);
        });
  }

  private static Policy policy(Task task) {
    var stored = task.notificationPolicy();
    return stored == null ? Policy.NONE : Policies.read(stored);
  }

  private static List<Receiver> receivers(Policy policy) {
    var byDestination = new LinkedHashMap<String, Map<Scope, Callback>>();
    policy
        .enabled()
        .forEach(placed ->
            byDestination
                .computeIfAbsent(placed.callback().destination(), _ -> new HashMap<>())
                .put(placed.scope(), placed.callback()));
    return byDestination.entrySet().stream()
        .map(entry ->
            new Receiver(
                entry.getKey(),
                entry.getValue().values().iterator().next().origin(),
                text(entry.getValue().get(Scope.TASK)),
                text(entry.getValue().get(Scope.SUBTASK))))
        .toList();
  }

  /** A callback that changed its address is one that was corrected: what waits goes there. */
  private static Map<String, String> successors(Policy before, Policy after) {
    var old = places(before);
    var fresh = places(after);
    var stay = new HashSet<>(old.values());
    stay.retainAll(fresh.values());
    var successors = new HashMap<String, String>();
    old.forEach((place, destination) -> {
      String next = fresh.get(place);
      if (next != null && !stay.contains(destination) && !stay.contains(next)) {
        successors.put(destination, next);
      }
    });
    return successors;
  }

  private static Map<String, String> places(Policy policy) {
    return policy.enabled().stream()
        .collect(Collectors.toMap(Policy.Placed::path, placed -> placed.callback().destination()));
  }

  private static @Nullable String text(@Nullable Callback callback) {
    return callback == null
        ? null
        : Json.MAPPER.writerFor(Callback.class).writeValueAsString(callback);
  }

  private TaskBody body(Task task) {
    UUID result = task.resultId();
    return new TaskBody(
        task.taskId(),
        task.type().number(),
        task.state().number(),
        task.accountId(),
        task.description(),
        task.scheduleId(),
        task.createTime(),
        task.endTime(),
        task.partsDone(),
        task.partsAll(),
        result,
        result == null ? null : "%s/4/tasks/%d/result".formatted(publicUrl, task.taskId()));
  }

  private record TaskBody(
      long taskId,
      int taskType,
      int taskStatus,
      @Nullable UUID accountId,
      String description,
      @Nullable Long scheduleId,
      Instant createTime,
      @Nullable Instant endTime,
      int countTaskPartsDone,
      int countTaskPartsAll,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID resultId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String resultUrl) {}

  private record SubtaskBody(
      long taskId,
      long subtaskId,
      int subtaskStatus,
      int countTaskPartsDone,
      int countTaskPartsAll) {}
}
