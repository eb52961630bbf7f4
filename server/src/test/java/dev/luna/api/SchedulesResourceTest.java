package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.luna.errors.ErrorCode;
import dev.luna.testing.Client;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Schedules from the API down to their tasks. Their clock is moved in the database. */
class SchedulesResourceTest {
  private static final String SCHEDULES = "/4/tasks/schedules";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TASK =
      """
      {"task_type":4,"content":{"target":"face_descriptors","filters":{"descriptor_version":56}}}\
      """;

  private final TestServer server =
      new TestServer(
          Map.of("TASKS.MAX_CHUNK_SIZE", "1", "OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8"), null);
  private Client admin = new Client(java.net.URI.create("http://unset.invalid"));

  @BeforeEach
  void start() {
    server.start();
    admin = server.admin();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aScheduleIsShownAsItWasCreated() {
    var answer =
        admin.post(
            SCHEDULES,
            """
            {"task":{"task_type":4,"description":"old network",
               "content":{"target":"events","filters":{"create_time__lt":"now-30d"}},
               "result_storage_policy":{"ttl":7}},
             "trigger":{"cron":"5 4 * * *","cron_timezone":"Europe/Berlin"},
             "behaviour":{"misfire":"run_once","jitter":60}}\
            """);

    answer.expect(201);
    long id = answer.json().path("schedule_id").asLong();
    assertThat(answer.header("Location")).isEqualTo(SCHEDULES + "/" + id);
    var shown = admin.get(SCHEDULES + "/" + id).expect(200);
    assertThatJson(shown.body())
        .isEqualTo(
            """
            {"schedule_id":%d,"task_ids":[],
             "task":{"task_type":4,"description":"old network",
               "content":{"target":"events","filters":{"create_time__lt":"now-30d"}},
               "notification_policy":{"enable":1,"task_callbacks":[],"subtask_callbacks":[]},
               "result_storage_policy":{"ttl":7}},
             "trigger":{"cron":"5 4 * * *","cron_timezone":"Europe/Berlin"},
             "behaviour":{"start_immediately":false,"create_stopped":false,
               "misfire":"run_once","jitter":60},
             "cron_description":"at 04:05","status":"running",
             "next_run_time":"${json-unit.any-string}","create_time":"${json-unit.any-string}",
             "last_update_time":"${json-unit.any-string}"}\
            """
                .formatted(id));
    assertThatJson(admin.get(SCHEDULES).expect(200).body()).isEqualTo("[" + shown.body() + "]");
  }

  @Test
  void schedulesAreFilteredAndPaged() {
    long first = create("0 4 * * *", "");
    long second = create("0 5 * * *", "");
    String middle = schedule(second).path("create_time").asString();

    assertThat(ids("")).containsExactly(second, first);
    assertThat(ids("?page=2&page_size=1")).containsExactly(first);
    assertThat(ids("?task_type=5")).isEmpty();
    assertThat(ids("?task_type=4")).containsExactly(second, first);
    assertThat(ids("?create_time__gte=" + middle)).containsExactly(second);
    assertThat(ids("?create_time__lt=" + middle)).containsExactly(first);
    admin.get(SCHEDULES + "?task_type=9").expect(400, ErrorCode.BAD_QUERY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 0 4 * * *  | utc         | 5 fields",
        "61 * * * *   | utc         | trigger.cron",
        "@reboot      | utc         | @hourly",
        "0 0 30 2 *   | utc         | no day",
        "0 4 * * *    | Mars/Base   | cron_timezone",
        "0 4 * * *    | +03:00      | cron_timezone",
      })
  void aTriggerThatCannotComeIsRefused(String cron, String zone, String said) {
    String trigger = "{\"cron\":\"%s\",\"cron_timezone\":\"%s\"}".formatted(cron, zone);

    var refused = admin.post(SCHEDULES, "{\"task\":%s,\"trigger\":%s}".formatted(TASK, trigger));

    assertThat(refused.expect(400, ErrorCode.BAD_INPUT).detail()).contains(said);
    if (!said.equals("no day")) {
      admin
          .post(SCHEDULES + "/preview", "{\"trigger\":%s}".formatted(trigger))
          .expect(400, ErrorCode.BAD_INPUT);
    }
    assertThat(ids("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"task_type\":4,\"content\":{\"target\":\"descriptors\",\"filters\":{}}} | 12022",
        "{\"task_type\":4,\"content\":{\"target\":\"faces\",\"filters\":{}}} | 12022",
        "{\"task_type\":1,\"content\":{}} | 12022",
        "{\"task_type\":5,\"content\":{\"target\":\"faces\",\"filters\":{}}} | 12022",
        "{\"task_type\":4} | 12022",
        "{\"task_type\":4,\"content\":{\"target\":\"face_descriptors\",\"filters\":{\"descriptor_version\":59}}} | 12031",
      })
  void aTaskThatWouldBeRefusedIsRefusedNow(String task, int code) {
    var answer =
        admin.post(SCHEDULES, "{\"task\":%s,\"trigger\":{\"cron\":\"0 4 * * *\"}}".formatted(task));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.errorCode()).as(answer.body()).isEqualTo(code);
    assertThat(ids("")).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    String one = SCHEDULES + "/77";
    String body = "{\"task\":%s,\"trigger\":{\"cron\":\"0 4 * * *\"}}".formatted(TASK);

    admin.get(one).expect(404, ErrorCode.SCHEDULE_NOT_FOUND);
    admin.put(one, body).expect(404, ErrorCode.SCHEDULE_NOT_FOUND);
    admin.patch(one + "?action=pause", "").expect(404, ErrorCode.SCHEDULE_NOT_FOUND);
    admin.delete(one).expect(404, ErrorCode.SCHEDULE_NOT_FOUND);
    admin.get(one + "/next").expect(404, ErrorCode.SCHEDULE_NOT_FOUND);
    admin.get(one + "/runs").expect(404, ErrorCode.SCHEDULE_NOT_FOUND);
    admin.patch(one + "?action=stop", "").expect(400, ErrorCode.BAD_QUERY);
    admin.patch(one, "").expect(400, ErrorCode.PARAMETER_REQUIRED);
  }

  @Test
  void aTimeThatComesCreatesItsTask() {
    long id = create("0 4 * * *", "");

    comes(id, Duration.ofSeconds(1));

    long task = awaitTask(id, 1);
    var shown = admin.get("/4/tasks/" + task).json();
    assertThat(shown.path("schedule_id").asLong()).isEqualTo(id);
    assertThat(next(id)).isAfter(Instant.now());
    assertThat(outcomes(id)).containsExactly("started");
    assertThat(run(id, 0).path("task_id").asLong()).isEqualTo(task);
    assertThat(admin.get("/4/tasks?schedule_id=" + id).json().path("tasks").size()).isEqualTo(1);
  }

  @Test
  void aRunIsSkippedWhileTheTaskBeforeHasNotEnded() {
    long id = createBusy("0 4 * * *");
    long task = awaitTask(id, 1);

    comes(id, Duration.ofSeconds(1));
    await().atMost(PATIENCE).until(() -> outcomes(id).size() == 2);

    assertThat(outcomes(id)).containsExactly("skipped", "started");
    assertThat(run(id, 0).path("task_id").asLong()).isEqualTo(task);
    assertThat(taskIds(id)).containsExactly(task);
    admin.patch("/4/tasks/" + task, "").expect(204);
    comes(id, Duration.ofSeconds(1));
    awaitTask(id, 2);
  }

  @Test
  void theDatabaseItselfKnowsNoOverlap() {
    long id = createBusy("0 4 * * *");
    awaitTask(id, 1);

    var failure =
        org.assertj.core.api.Assertions.catchThrowable(() ->
            execute(
                """
                insert into tasks (task_type, task_status, content, description, schedule_id,
                  create_time, last_update_time)
                values (4, 0, '{}', '', %d, now(), now())
                """
                    .formatted(id)));

    assertThat(failure).hasStackTraceContaining("tasks_one_of_schedule");
  }

  @Test
  void missedTimesAreNotCaughtUp() {
    long id = create("* * * * *", "");

    comes(id, Duration.ofHours(5));

    await().atMost(PATIENCE).until(() -> !outcomes(id).isEmpty());
    assertThat(outcomes(id)).last().isEqualTo("missed");
    assertThat(next(id)).isAfter(Instant.now().minusSeconds(60));
  }

  @Test
  void missedTimesRunOnceWhereThatIsAskedFor() {
    long id = create("0 4 * * *", ",\"behaviour\":{\"misfire\":\"run_once\"}");

    comes(id, Duration.ofHours(50));

    awaitTask(id, 1);
    assertThat(outcomes(id)).containsExactly("started", "missed");
  }

  @Test
  void aScheduleCanStartATaskAtOnceAndWait() {
    long id =
        create("0 4 * * *", ",\"behaviour\":{\"start_immediately\":1,\"create_stopped\":true}");

    assertThat(taskIds(id)).hasSize(1);
    assertThat(schedule(id).path("status").asString()).isEqualTo("stopped");
    assertThat(schedule(id).path("next_run_time").isNull()).isTrue();
    act(id, "start");
    assertThat(schedule(id).path("status").asString()).isEqualTo("running");
    assertThat(next(id)).isAfter(Instant.now());
  }

  @Test
  void pauseLeavesTheTaskAlone() {
    long id = createBusy("0 4 * * *");
    long task = awaitTask(id, 1);

    act(id, "pause");
    act(id, "pause");

    assertThat(schedule(id).path("next_run_time").isNull()).isTrue();
    assertThat(isOpen(task)).isTrue();
    act(id, "start");
    Instant next = next(id);
    act(id, "start");
    assertThat(next(id)).isEqualTo(next);
  }

  @Test
  void replacingCancelsTheTaskAndChangesEverything() {
    long id = createBusy("0 4 * * *");
    long task = awaitTask(id, 1);

    admin
        .put(
            SCHEDULES + "/" + id,
            "{\"task\":%s,\"trigger\":{\"cron\":\"0 5 1 1 *\"}}".formatted(TASK))
        .expect(200);

    assertThat(admin.get("/4/tasks/" + task).json().path("task_status").asInt()).isEqualTo(2);
    var shown = schedule(id);
    assertThat(shown.path("trigger").path("cron").asString()).isEqualTo("0 5 1 1 *");
    assertThat(shown.path("behaviour").path("start_immediately").asBoolean()).isFalse();
    assertThat(shown.path("next_run_time").asString()).contains("-01-01T05:00:00.000Z");
    assertThat(taskIds(id)).containsExactly(task);
  }

  @Test
  void removingCancelsTheTaskThatStays() {
    long id = createBusy("0 4 * * *");
    long task = awaitTask(id, 1);

    admin.delete(SCHEDULES + "/" + id).expect(204);

    admin.get(SCHEDULES + "/" + id).expect(404, ErrorCode.SCHEDULE_NOT_FOUND);
    assertThat(admin.get("/4/tasks/" + task).json().path("task_status").asInt()).isEqualTo(2);
  }

  @Test
  void aTaskThatIsRefusedLaterIsNotedAndTheScheduleGoesOn() {
    long id = create("0 4 * * *", "");
    // As if the default version had changed since.
    execute(
        """
        update schedules
        set content = '{"target":"face_descriptors","filters":{"descriptor_version":59}}'
        """);

    comes(id, Duration.ofSeconds(1));
    await().atMost(PATIENCE).until(() -> !outcomes(id).isEmpty());

    assertThat(outcomes(id)).containsExactly("refused");
    assertThat(run(id, 0).path("detail").asString()).contains("force");
    assertThat(taskIds(id)).isEmpty();
    assertThat(next(id)).isAfter(Instant.now());
  }

  @Test
  void secretsStayHiddenAndAreKept() {
    String policy =
        """
        ,"notification_policy":{"task_callbacks":[{"type":"http","url":"http://127.0.0.1:1/x",
          "authorization":{"type":"basic","login":"me","password":"%s"}}]}}\
        """;
    String task = TASK.strip().substring(0, TASK.strip().length() - 1);
    String body = "{\"task\":%s,\"trigger\":{\"cron\":\"0 4 * * *\"}}";
    long id =
        admin
            .post(SCHEDULES, body.formatted(task + policy.formatted("hidden!")))
            .expect(201)
            .json()
            .path("schedule_id")
            .asLong();
    String stored = text("select notification_policy::text from schedules");

    assertThat(admin.get(SCHEDULES + "/" + id).body())
        .contains("********")
        .doesNotContain("hidden!");
    assertThat(stored).doesNotContain("hidden!");
    admin
        .put(SCHEDULES + "/" + id, body.formatted(task + policy.formatted("********")))
        .expect(200);
    assertThat(text("select notification_policy::text from schedules")).isEqualTo(stored);
    assertThat(admin.get("/4/audit").body()).doesNotContain("hidden!").contains("replaceSchedule");
  }

  @Test
  void theTimesThatComeAreShown() {
    var times =
        admin
            .post(
                SCHEDULES + "/preview",
                """
                {"trigger":{"cron":"30 2 * * *","cron_timezone":"Europe/Berlin"},"count":400}\
                """)
            .expect(200)
            .json();

    assertThat(times.path("times").size()).isEqualTo(400);
    assertThat(
            times.path("times").valueStream().map(time -> time.path("clock_change").asString("")))
        .contains("forward", "repeated");
    assertThat(times.path("times").path(0).path("local").asString()).startsWith("20");
    long id = create("0 4 * * *", "");
    var next = admin.get(SCHEDULES + "/" + id + "/next?count=3").expect(200).json();
    assertThat(next.path("times").size()).isEqualTo(3);
    assertThat(next.path("cron_description").asString()).isEqualTo("at 04:00");
    assertThat(admin.get(SCHEDULES + "/" + id + "/next").json().path("times").size()).isEqualTo(20);
  }

  @Test
  void whateverIsDoneAtOnceLeavesNoGhost() throws Exception {
    long id = createBusy("* * * * *");
    awaitTask(id, 1);
    String body =
        """
        {"task":%s,"trigger":{"cron":"* * * * *"},"behaviour":{"start_immediately":true}}\
        """
            .formatted(TASK);
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new java.util.ArrayList<Future<?>>();
      for (int n = 0; n < 8; n++) {
        all.add(pool.submit(() -> admin.put(SCHEDULES + "/" + id, body).status()));
        all.add(pool.submit(() -> admin.patch(SCHEDULES + "/" + id + "?action=pause", "")));
        all.add(pool.submit(() -> admin.patch(SCHEDULES + "/" + id + "?action=start", "")));
        all.add(pool.submit(() -> comes(id, Duration.ofSeconds(1))));
      }
      for (var one : all) {
        one.get();
      }
    }

    assertThat(number("select count(*) from tasks where end_time is null")).isLessThanOrEqualTo(1);
    assertThat(number("select count(*) from schedule_runs where outcome = 'STARTED'"))
        .isEqualTo(number("select count(*) from tasks"));
    admin.delete(SCHEDULES + "/" + id).expect(204);
    assertThat(number("select count(*) from tasks where end_time is null")).isZero();
  }

  @Test
  void aRepeatedRequestCreatesOneSchedule() {
    var keyed = admin.with("Idempotency-Key", "once");
    String body = "{\"task\":%s,\"trigger\":{\"cron\":\"0 4 * * *\"}}".formatted(TASK);

    var first = keyed.post(SCHEDULES, body).expect(201);

    assertThat(keyed.post(SCHEDULES, body).expect(201).body()).isEqualTo(first.body());
    keyed.post(SCHEDULES, body.replace("0 4", "0 5")).expect(409, ErrorCode.KEY_REUSED);
    assertThat(ids("")).hasSize(1);
  }

  private long create(String cron, String more) {
    return admin
        .post(
            SCHEDULES, "{\"task\":%s,\"trigger\":{\"cron\":\"%s\"}%s}".formatted(TASK, cron, more))
        .expect(201)
        .json()
        .path("schedule_id")
        .asLong();
  }

  /** With a task that is paused, and so does not end by itself. */
  private long createBusy(String cron) {
    TestData.faces(server.database(), 2000, 56);
    long id = create(cron, ",\"behaviour\":{\"start_immediately\":true}");
    admin.patch("/4/tasks/%d?action=pause".formatted(awaitTask(id, 1)), "").expect(204);
    return id;
  }

  private void act(long id, String action) {
    admin.patch("%s/%d?action=%s".formatted(SCHEDULES, id, action), "").expect(204);
  }

  /** Lets the next time of a schedule be so long ago. */
  private void comes(long id, Duration ago) {
    execute(
        """
        update schedules
        set planned_time = date_trunc('second', now()) - random() * interval '1 millisecond'
              - interval '%1$d seconds',
            due_time = now() - interval '%1$d seconds'
        where schedule_id = %2$d
          and due_time is not null
        """
            .formatted(ago.toSeconds(), id));
  }

  private long awaitTask(long id, int count) {
    await().atMost(PATIENCE).until(() -> taskIds(id).size() == count);
    return taskIds(id).getLast();
  }

  private JsonNode schedule(long id) {
    return admin.get(SCHEDULES + "/" + id).expect(200).json();
  }

  private Instant next(long id) {
    return Instant.parse(schedule(id).path("next_run_time").asString());
  }

  private List<Long> taskIds(long id) {
    return schedule(id).path("task_ids").valueStream().map(JsonNode::asLong).toList();
  }

  private List<Long> ids(String query) {
    return admin
        .get(SCHEDULES + query)
        .expect(200)
        .json()
        .valueStream()
        .map(schedule -> schedule.path("schedule_id").asLong())
        .toList();
  }

  private JsonNode run(long id, int index) {
    return admin.get(SCHEDULES + "/" + id + "/runs").expect(200).json().path("runs").path(index);
  }

  private List<String> outcomes(long id) {
    return admin
        .get(SCHEDULES + "/" + id + "/runs")
        .expect(200)
        .json()
        .path("runs")
        .valueStream()
        .map(run -> run.path("outcome").asString())
        .toList();
  }

  private boolean isOpen(long task) {
    return admin.get("/4/tasks/" + task).json().path("end_time").isNull();
  }

  private void execute(String sql) {
    int _ = server.database().query(handle -> handle.execute(sql));
  }

  private long number(String sql) {
    return server.database().query(handle -> handle.select(sql).mapTo(Long.class).one());
  }

  private String text(String sql) {
    return server.database().query(handle -> handle.select(sql).mapTo(String.class).one());
  }
}
