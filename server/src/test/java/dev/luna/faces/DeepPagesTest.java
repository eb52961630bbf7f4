package dev.luna.faces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.db.Counters;
import dev.luna.db.Database;
import dev.luna.db.Page;
import dev.luna.db.Timeline;
import dev.luna.db.Timeline.Span;
import dev.luna.tasks.TaskErrorFilter;
import dev.luna.tasks.TaskErrorStore;
import dev.luna.tasks.TaskFilter;
import dev.luna.tasks.TaskStore;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pages far from the first one, found by counters, are those that reading everything gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeepPagesTest {
  private static final int ROWS = 20_000;
  private static final int SIZE = 137;
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final Database database = TestDatabases.open(TestDatabases.create());
  private final ListStore lists = new ListStore(database);
  private final FaceStore faces = new FaceStore(database);

  @BeforeAll
  void insert() {
    database.inTransaction(handle -> {
      handle.execute("select setseed(0.5)");
      // Times in crowds, in loneliness, twice the same, and before 1970.
      for (String table : List.of("lists", "faces")) {
        handle.execute(
            """
            insert into %s
            select gen_random_uuid(), case n %% 3 when 0 then ?::uuid else gen_random_uuid() end,
              %s
              case
                when n %% 4 = 0 then ?::timestamptz - make_interval(secs => n / 100)
                when n %% 4 = 1 then ?::timestamptz - random() * interval '90 days'
                when n %% 4 = 2 then ?::timestamptz - make_interval(days => n)
                else ?::timestamptz - interval '500 years' * random()
              end, now()
            from generate_series(1, ?) as n
            """
                .formatted(table, table.equals("lists") ? "''," : "'', '', null, '',"),
            TestData.ACCOUNT,
            NOW.toString(),
            NOW.toString(),
            NOW.toString(),
            NOW.toString(),
            ROWS);
      }
    });
    while (new Counters(database).fold() > 0) {
      Thread.onSpinWait();
    }
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void pagesOfAllListsFollowOneAnother() {
    var seen = new ArrayList<UUID>();
    for (int page = 1; seen.size() < ROWS; page++) {
      lists.page(new Page(page, SIZE), null).forEach(list -> seen.add(list.listId()));
    }

    assertThat(seen)
        .isEqualTo(ids("select list_id from lists order by create_time desc, list_id desc"));
    assertThat(lists.page(new Page(ROWS / SIZE + 2, SIZE), null)).isEmpty();
    assertThat(lists.count(null)).isEqualTo(ROWS);
  }

  @Test
  void pagesOfAnAccountFollowOneAnother() {
    var expected =
        ids(
            "select face_id from faces where account_id = '%s' order by create_time desc, face_id desc"
                .formatted(TestData.ACCOUNT));
    var filter = FaceFilter.ofTime(TestData.ACCOUNT, Span.ALL);
    var seen = new ArrayList<UUID>();
    for (int page = 1; seen.size() < expected.size(); page++) {
      faces.page(filter, new Page(page, SIZE)).forEach(face -> seen.add(face.faceId()));
    }

    assertThat(seen).isEqualTo(expected);
    assertThat(faces.count(filter)).isEqualTo(expected.size());
  }

  @Test
  void spansArePagedAndCountedAsIfEveryRowWasRead() {
    var random = new Random(1);
    for (int i = 0; i < 100; i++) {
      Instant from = NOW.minusSeconds(random.nextLong(200L * 86_400));
      Instant before = from.plusMillis(random.nextLong(100L * 86_400_000));
      var filter = FaceFilter.ofTime(null, new Span(from, before));
      var expected =
          ids(
              """
              select face_id from faces where create_time >= '%s' and create_time < '%s'
              order by create_time desc, face_id desc
              """
                  .formatted(from, before));
      int page = 1 + random.nextInt(expected.size() / SIZE + 1);

      assertThat(faces.count(filter)).isEqualTo(expected.size());
      assertThat(faces.page(filter, new Page(page, SIZE)).stream().map(Face::faceId).toList())
          .isEqualTo(
              expected.subList(
                  Math.min((page - 1) * SIZE, expected.size()),
                  Math.min(page * SIZE, expected.size())));
    }
  }

  @Test
  void aDeepPageIsFoundWithoutReadingWhatLiesBeforeIt() {
    var place =
        new Timeline(database, dev.luna.db.Counter.FACES)
            .seek("", new Page(ROWS / 2, 1), Span.ALL, (from, before) -> 0);

    assertThat(place.before()).isNotNull();
    // One of four rows is in the crowd of the last two hundred seconds: some dozens a minute.
    assertThat(place.skip()).isLessThan(300);
  }

  @Test
  void tasksAndErrorsArePagedByTheirIds() {
    database.inTransaction(handle -> {
      handle.execute(
          """
          insert into tasks (task_type, task_status, content, description, create_time,
            last_update_time)
          select 4, 0, '{}', '', now(), now()
          from generate_series(1, 5000)
          """);
      handle.execute("delete from tasks where task_id % 7 = 0");
      handle.execute(
          """
          insert into task_errors (task_id, error_code, description, detail, error_time)
          select case n % 2 when 0 then 1 else 2 end, 1, '', '', now()
          from generate_series(1, 9000) as n
          """);
    });
    var tasks = new TaskStore(database);
    var errors = new TaskErrorStore(database);

    var seen = new ArrayList<Long>();
    for (int page = 1; page <= 50; page++) {
      tasks.page(TaskFilter.ALL, new Page(page, 100)).forEach(task -> seen.add(task.taskId()));
    }
    assertThat(seen).isEqualTo(numbers("select task_id from tasks order by task_id desc"));
    assertThat(tasks.count(TaskFilter.ALL)).isEqualTo(seen.size());

    seen.clear();
    for (int page = 1; page <= 50; page++) {
      errors
          .page(TaskErrorFilter.of(1), new Page(page, 100))
          .forEach(error -> seen.add(error.errorId()));
    }
    assertThat(seen)
        .isEqualTo(
            numbers("select error_id from task_errors where task_id = 1 order by error_id desc"));
    assertThat(errors.count(TaskErrorFilter.of(1))).isEqualTo(4500);
    database.inTransaction(handle -> handle.execute("delete from tasks where task_id = 1"));
    assertThat(errors.count(TaskErrorFilter.of(1))).isZero();
  }

  private List<UUID> ids(String query) {
    return database.query(handle -> handle.select(query).mapTo(UUID.class).list());
  }

  private List<Long> numbers(String query) {
    return database.query(handle -> handle.select(query).mapTo(Long.class).list());
  }
}
