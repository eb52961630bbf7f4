package dev.luna.api;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.json.Json;
import dev.luna.tasks.TaskEvent;
import dev.luna.tasks.TaskEventStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Changes of tasks as server-sent events. The id of an event is a position in the log of changes,
 * so that a client which comes back with it, to whichever node, misses none. Nothing is kept for a
 * client: one that reads slowly gets later what it would have got.
 */
public final class TaskEventsResource implements Resource, AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final TaskEventStore events;
  private final Semaphore room;
  private final int most;
  private final Duration longest;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param most how many streams are open here at a time
   * @param longest how long one is; its client then comes back, and is asked again who it is
   */
  public TaskEventsResource(TaskEventStore events, int most, Duration longest) {
    this.events = events;
    this.room = new Semaphore(most);
    this.most = most;
    this.longest = longest;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/4/tasks/events", Access.ADMIN, this::stream));
  }

  /** Ends the streams. */
  @Override
  public void close() {
    closed.countDown();
  }

  private Reply stream(Request request) {
    var taskIds = request.numbers("task_ids");
    String last = request.raw().header("Last-Event-ID").orElse("");
    if (!last.isEmpty() && !TaskEventStore.isPosition(last)) {
      throw new CodedException(ErrorCode.BAD_INPUT, "Last-Event-ID is not the id of an event");
    }
    if (room.availablePermits() == 0) {
      throw new CodedException(ErrorCode.TOO_MANY_STREAMS, most);
    }
    return new Reply(
        200,
        Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no"),
        new Reply.Streamed("text/event-stream", out -> stream(last, taskIds, out)));
  }

  private void stream(String last, List<Long> taskIds, OutputStream out) throws IOException {
    if (!room.tryAcquire()) {
      throw new IOException("no room for another stream");
    }
    try {
      follow(begin(last, out), taskIds, out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  /** Says where the stream begins, which is where a client goes on that saw nothing yet. */
  private String begin(String last, OutputStream out) throws IOException {
    boolean goesOn = !last.isEmpty() && events.isKept(last);
    String position = goesOn ? last : events.now();
    if (!goesOn && !last.isEmpty()) {
      write(out, "event: reset\ndata: {}\n\n");
    }
    tellPosition(position, out);
    return position;
  }

  private void follow(String begin, List<Long> taskIds, OutputStream out)
      throws IOException, InterruptedException {
    String position = begin;
    long start = System.nanoTime();
    long spoke = start;
    while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)
        && System.nanoTime() - start < longest.toNanos()) {
      var writer = new Writer(out);
      String next = events.read(position, taskIds, writer::write);
      if (writer.hasWritten || System.nanoTime() - spoke > HEARTBEAT.toNanos()) {
        tellPosition(next, out);
        spoke = System.nanoTime();
      }
      position = next;
    }
  }

  /** A field without data: clients note the id and see no event. */
  private static void tellPosition(String position, OutputStream out) throws IOException {
    write(out, "id: %s\n\n".formatted(position));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static final class Writer {
    private final OutputStream out;
    private boolean hasWritten;

    Writer(OutputStream out) {
      this.out = out;
    }

    void write(List<TaskEvent> events) {
      var text = new StringBuilder();
      for (var event : events) {
        text.append("event: %s\ndata: %s\n\n".formatted(name(event), data(event)));
      }
      try {
        TaskEventsResource.write(out, text.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      hasWritten = true;
    }
  }

  private static String name(TaskEvent event) {
    if (event.status() == null) {
      return "removed";
    }
    return event.subtaskId() == null ? "task" : "subtask";
  }

  private static String data(TaskEvent event) {
    var task = event.task();
    Long subtaskId = event.subtaskId();
    Integer status = event.status();
    Object data;
    if (status == null) {
      data = new Removed(event.taskId(), event.time());
    } else if (subtaskId == null) {
      data = OfTask.of(event.taskId(), status, Objects.requireNonNull(task), event.time());
    } else {
      data = new OfSubtask(event.taskId(), subtaskId, status, event.time());
    }
    return Json.MAPPER.writeValueAsString(data);
  }

  private record Removed(long taskId, Instant time) {}

  private record OfSubtask(long taskId, long subtaskId, int subtaskStatus, Instant time) {}

  private record OfTask(
      long taskId,
      int taskType,
      int taskStatus,
      boolean paused,
      int countTaskPartsDone,
      int countTaskPartsAll,
      Instant time) {
    static OfTask of(long taskId, int status, TaskEvent.OfTask task, Instant time) {
      return new OfTask(
          taskId, task.type(), status, task.paused(), task.partsDone(), task.partsAll(), time);
    }
  }
}
