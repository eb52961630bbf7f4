package dev.luna;

import dev.luna.audit.AuditPartitionStore;
import dev.luna.check.Check;
import dev.luna.config.Config;
import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.events.EventPartitionStore;
import dev.luna.http.Idempotency;
import dev.luna.images.Images;
import dev.luna.tasks.ProgressStore;
import dev.luna.tasks.ResultStore;
import dev.luna.tasks.TaskEventStore;
import dev.luna.tasks.engine.Duty;
import dev.luna.tasks.kinds.extraction.FailureStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again, each by one node at a time. */
final class Duties {
  private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration EVENTS_KEPT = Duration.ofDays(1);
  private static final int RESULTS_AT_ONCE = 100;
  private static final int EVENTS_AT_ONCE = 10_000;
  private static final int FAILURES_AT_ONCE = 1000;

  private final Config config;
  private final InstantSource clock;
  private final Database work;
  private final EventPartitionStore weeks;
  private final AuditPartitionStore months;

  /**
   * @param work the pool of work that nobody waits for
   */
  Duties(Config config, InstantSource clock, Database work) {
    this.config = config;
    this.clock = clock;
    this.work = work;
    this.weeks = new EventPartitionStore(work);
    this.months = new AuditPartitionStore(work);
  }

  /**
   * @param images in the database of these duties
   */
  List<Duty> all(Api.Parts parts, Images images) {
    return Stream.of(ofLogin(parts.login()), ofTasks(parts.tasking()), ofData(parts.data(), images))
        .flatMap(List::stream)
        .toList();
  }

  /** Makes the partitions of the next weeks and months before the first duty does. */
  int makePartitionsAhead() {
    try {
      return weeks.ensureAhead(now()) + months.ensureAhead(now());
    } catch (RuntimeException e) {
      if (!Database.isTransient(e)) {
        throw e;
      }
      LOG.warn(
          "partitions of the next weeks and months could not be made now, a duty makes them later",
          e);
      return 0;
    }
  }

  private List<Duty> ofLogin(Login login) {
    return List.of(
        Duty.every("sweep-sessions", FIVE_MINUTES, login.sessions::sweep),
        Duty.every("sweep-attempts", FIVE_MINUTES, login.attempts::sweep),
        Duty.every("sweep-replies", FIVE_MINUTES, new Idempotency(work, clock)::sweep),
        Duty.every(
            "audit-months",
            HOUR,
            () -> months.ensureAhead(now()) + months.sweep(now(), config.audit().months())));
  }

  private List<Duty> ofTasks(Api.Tasking tasking) {
    var schedules = tasking.schedules();
    var results = new ResultStore(work);
    var progress = new ProgressStore(work);
    var events = new TaskEventStore(work);
    var failures = new FailureStore(work);
    return List.of(
        Duty.every("run-schedules", Duration.ofMillis(500), schedules::tick),
        Duty.every("sweep-schedule-runs", HOUR, schedules::sweep),
        Duty.every("sweep-results", MINUTE, () -> results.sweep(now(), RESULTS_AT_ONCE)),
        Duty.every("sample-progress", FIVE_SECONDS, () -> progress.sample(now())),
        Duty.every("sweep-task-events", MINUTE, () -> events.sweep(EVENTS_KEPT, EVENTS_AT_ONCE)),
        Duty.every("sweep-receivers", MINUTE, tasking.outbound()::sweep),
        Duty.every("sweep-extraction-failures", HOUR, () -> failures.sweep(FAILURES_AT_ONCE)));
  }

  private List<Duty> ofData(Api.Data data, Images images) {
    var duties = new ArrayList<Duty>();
    duties.add(Duty.every("fold-counters", Duration.ofSeconds(1), new Counters(work)::fold));
    duties.add(Duty.every("sweep-images", MINUTE, images::sweepExpired));
    duties.add(Duty.every("remove-blobs", FIVE_SECONDS, images::removeBlobs));
    duties.add(Duty.every("partitions-ahead", HOUR, () -> weeks.ensureAhead(now())));
    duties.add(Duty.every("watch-licence", HOUR, data.licence()::log));
    duties.add(Duty.every("sweep-statistics", HOUR, data.statistics()::sweep));
    if (config.checks().nightly()) {
      var check = new Check(work, data.contents(), clock);
      duties.add(Duty.daily("check", config.checks().hour(), check::tick));
    }
    return duties;
  }

  private Instant now() {
    return clock.instant();
  }
}
