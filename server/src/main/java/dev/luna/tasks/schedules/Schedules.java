package dev.luna.tasks.schedules;

import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.tasks.Task;
import dev.luna.tasks.engine.Tasks;
import dev.luna.tasks.schedules.Run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators and the clock do with schedules. Each of it locks the schedule's row, so that one
 * follows the other, and goes by the clock of the database, so that nodes agree.
 */
public final class Schedules {
  private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
  private static final Duration LATE = Duration.ofMinutes(1);
  private static final Duration RUNS_KEPT = Duration.ofDays(400);
  private static final int AT_ONCE = 100;

  private final Database database;
  private final ScheduleStore store;
  private final Tasks tasks;
  private final ZoneId local;

  /**
   * @param local what the zone {@code local} means
   */
  public Schedules(Database database, Tasks tasks, ZoneId local) {
    this.database = database;
    this.store = new ScheduleStore(database);
    this.tasks = tasks;
    this.local = local;
  }

  /** When a trigger fits. */
  public Timetable timetable(Trigger trigger) {
    try {
      return trigger.timetable(local);
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  /** The time that schedules go by. */
  public Instant now() {
    return store.now();
  }

  /**
   * The schedule, as the open transaction sees it.
   *
   * @throws CodedException SCHEDULE_NOT_FOUND
   */
  public Schedule get(long scheduleId) {
    return found(store.byId(scheduleId), scheduleId);
  }

  /**
   * @throws CodedException if its task or its trigger is refused
   */
  public long create(Schedule.Terms asked) {
    var terms = accept(asked);
    return database.transaction(handle -> {
      var now = store.now();
      long scheduleId = store.insert(terms, now);
      begin(scheduleId, terms, now);
      return scheduleId;
    });
  }

  /**
   * Gives a schedule other terms; the task that it has running is cancelled.
   *
   * @throws CodedException SCHEDULE_NOT_FOUND, or if its task or its trigger is refused
   */
  public void replace(long scheduleId, Schedule.Terms asked) {
    var terms = accept(asked);
    database.inTransaction(handle -> {
      var _ = found(store.lock(scheduleId), scheduleId);
      cancelTask(scheduleId);
      var now = store.now();
      store.replace(scheduleId, terms, now);
      begin(scheduleId, terms, now);
    });
  }

  /**
   * Creates no further task until it is started; one that runs goes on.
   *
   * @throws CodedException SCHEDULE_NOT_FOUND
   */
  public void pause(long scheduleId) {
    database.inTransaction(handle -> {
      if (found(store.lock(scheduleId), scheduleId).isRunning()) {
        store.setNext(scheduleId, null);
        store.touch(scheduleId, store.now());
      }
    });
  }

  /**
   * @throws CodedException SCHEDULE_NOT_FOUND
   */
  public void start(long scheduleId) {
    database.inTransaction(handle -> {
      var schedule = found(store.lock(scheduleId), scheduleId);
      if (!schedule.isRunning()) {
        var now = store.now();
        store.setNext(scheduleId, next(scheduleId, schedule.terms(), now));
        store.touch(scheduleId, now);
      }
    });
  }

  /**
   * Removes a schedule; the task that it has running is cancelled, those that ended stay.
   *
   * @throws CodedException SCHEDULE_NOT_FOUND
   */
  public void delete(long scheduleId) {
    database.inTransaction(handle -> {
      var _ = found(store.lock(scheduleId), scheduleId);
      cancelTask(scheduleId);
      store.delete(scheduleId);
    });
  }

  /** Runs what is due; returns how many schedules had their turn. */
  public int tick() {
    int done = 0;
    for (long scheduleId : store.due(store.now(), AT_ONCE)) {
      try {
        database.inTransaction(handle -> store.lock(scheduleId).ifPresent(this::runDue));
        done++;
      } catch (RuntimeException e) {
        LOG.warn("schedule {} could not run, it is tried again at the next look", scheduleId, e);
      }
    }
    return done;
  }

  /** Forgets runs of long ago; returns how many. */
  public int sweep() {
    return store.sweepRuns(store.now().minus(RUNS_KEPT), AT_ONCE);
  }

  private void runDue(Schedule schedule) {
    var now = store.now();
    var next = schedule.next();
    if (next == null || next.due().isAfter(now)) {
      return;
    }
    if (next.due().plus(LATE).isBefore(now)) {
      note(schedule.scheduleId(), next.planned(), now, Outcome.MISSED, null, "");
      if (schedule.terms().behaviour().misfire() == Behaviour.Misfire.RUN_ONCE) {
        run(schedule.scheduleId(), schedule.terms(), next.planned(), now, false);
      }
    } else {
      run(schedule.scheduleId(), schedule.terms(), next.planned(), now, false);
    }
    // A clock that went back does not bring a time again.
    var last = next.planned().isAfter(now) ? next.planned() : now;
    store.setNext(schedule.scheduleId(), next(schedule.scheduleId(), schedule.terms(), last));
  }

  private void begin(long scheduleId, Schedule.Terms terms, Instant now) {
    if (terms.behaviour().startImmediately()) {
      run(scheduleId, terms, now, now, true);
    }
    store.setNext(
        scheduleId, terms.behaviour().createStopped() ? null : next(scheduleId, terms, now));
  }

  private void run(
      long scheduleId, Schedule.Terms terms, Instant planned, Instant now, boolean isImmediate) {
    var unfinished = store.unfinished(scheduleId);
    if (unfinished.isPresent()) {
      note(
          scheduleId,
          planned,
          now,
          Outcome.SKIPPED,
          unfinished.get(),
          "the task before has not ended");
      return;
    }
    var task = terms.task();
    long taskId;
    try {
      taskId =
          tasks.create(
              new Task.New(
                  task.type(),
                  task.content(),
                  task.description(),
                  terms.accountId(),
                  scheduleId,
                  task.notificationPolicy(),
                  task.resultTtl(),
                  null));
    } catch (CodedException e) {
      LOG.warn("schedule {} creates no task: {}", scheduleId, e.detail());
      note(scheduleId, planned, now, Outcome.REFUSED, null, e.detail());
      return;
    }
    store.insert(scheduleId, new Run(0, planned, now, Outcome.STARTED, taskId, ""), isImmediate);
  }

  private void note(
      long scheduleId,
      Instant planned,
      Instant now,
      Outcome outcome,
      @Nullable Long taskId,
      String detail) {
    store.insert(scheduleId, new Run(0, planned, now, outcome, taskId, detail), false);
  }

  private void cancelTask(long scheduleId) {
    store
        .unfinished(scheduleId)
        .ifPresent(taskId -> {
          try {
            tasks.cancel(taskId);
          } catch (CodedException e) {
            // It has ended, or is gone, since it was looked for: nothing is left to cancel.
            LOG.debug("task {} of schedule {} has ended by itself", taskId, scheduleId, e);
          }
        });
  }

  private Schedule.Terms accept(Schedule.Terms terms) {
    try {
      terms.trigger().check(local, store.now());
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
    var task = terms.task();
    return new Schedule.Terms(
        new Schedule.Template(
            task.type(),
            tasks.complete(task.type(), task.content()),
            task.description(),
            task.notificationPolicy(),
            task.resultTtl()),
        terms.accountId(),
        terms.trigger(),
        terms.behaviour());
  }

  private Schedule.@Nullable Next next(long scheduleId, Schedule.Terms terms, Instant after) {
    return timetable(terms.trigger())
        .next(after)
        .map(time -> new Schedule.Next(time, terms.behaviour().due(scheduleId, time)))
        .orElse(null);
  }

  private static Schedule found(Optional<Schedule> schedule, long scheduleId) {
    return schedule.orElseThrow(() -> new CodedException(ErrorCode.SCHEDULE_NOT_FOUND, scheduleId));
  }

  private static CodedException refused(IllegalArgumentException e) {
    return new CodedException(ErrorCode.BAD_INPUT, "trigger." + e.getMessage());
  }
}
