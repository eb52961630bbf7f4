package dev.luna.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.errors.ErrorCode;
import dev.luna.testing.Client;
import dev.luna.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskErrorsResourceTest {
  @RegisterExtension static final TestServer SERVER = new TestServer();

  /** Tasks 1 (a collection) and 2 (an extraction), with errors 1 to 6 of codes 1 and 90015. */
  @BeforeAll
  static void addErrors() {
    SERVER
        .database()
        .inTransaction(handle ->
            handle.execute(
                """
                insert into tasks (task_type, task_status, content, description, create_time,
                  end_time, last_update_time)
                select type, 5, '{}', '', now(), now(), now()
                from unnest(array[4, 5]) as type;
                insert into task_errors (task_id, error_code, description, detail, error_time)
                select 1 + n % 2, case when n <= 2 then 1 else 90015 end, 'text', 'detail ' || n,
                  timestamptz '2026-01-01T00:00:00Z' + n * interval '1 day'
                from generate_series(1, 6) as n;
                """));
  }

  @ParameterizedTest
  @CsvSource({
    "'',654321",
    "task_ids=1,642",
    "'task_ids=1,2',654321",
    "'error_ids=2,5,99',52",
    "error_time__gte=2026-01-05T00:00:00Z,654",
    "error_time__lt=2026-01-03T00:00:00Z,1",
    "task_type=5,531",
    "error_code=1,21",
    "error_code=90015&task_ids=2,53",
    "task_ids=77,''",
    "page=2&page_size=4,21",
    "page=2&page_size=2&task_ids=1,2"
  })
  void errorsAreFoundByEachFilterNewestFirst(String filter, String expected) {
    var errors = admin().get("/4/tasks/errors?" + filter).expect(200).json().path("errors");

    var ids = new ArrayList<String>();
    errors.forEach(error -> ids.add(error.path("error_id").asString()));
    assertThat(ids)
        .isEqualTo(List.of(expected.split("(?!^)")).stream().filter(id -> !id.isEmpty()).toList());
    if (!filter.contains("page")) {
      assertThat(admin().get("/4/tasks/errors/count?" + filter).json().path("count").asInt())
          .isEqualTo(ids.size());
    }
  }

  @Test
  void oneErrorIsShownWithAllItSays() {
    var error = admin().get("/4/tasks/errors/3").expect(200).json();

    assertThat(error.path("task_id").asInt()).isEqualTo(2);
    assertThat(error.path("detail").asString()).isEqualTo("detail 3");
    admin().get("/4/tasks/errors/99").expect(404, ErrorCode.TASK_ERROR_NOT_FOUND);
    admin().get("/4/tasks/errors?task_type=10").expect(400, ErrorCode.BAD_QUERY);
  }

  @Test
  void errorsOfATaskAreCountedByTimeAndCode() {
    assertThat(count("error_code=90015")).isEqualTo(2);
    assertThat(count("error_time__gte=2026-01-05T00:00:00Z")).isEqualTo(2);
    assertThat(count("")).isEqualTo(3);
  }

  private static int count(String filter) {
    return admin().get("/4/tasks/1/errors/count?" + filter).json().path("count").asInt();
  }

  private static Client admin() {
    return SERVER.admin();
  }
}
