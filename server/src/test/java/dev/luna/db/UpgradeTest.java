package dev.luna.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.check.Check;
import dev.luna.faces.FaceFilter;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.testing.TestData;
import dev.luna.testing.TestDatabases;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A database that an earlier version has filled is brought up to date and loses nothing. */
class UpgradeTest {
  @Test
  void whatWasThereIsCountedAndFoundAsBefore() {
    try (var database = TestDatabases.open(TestDatabases.createEmpty())) {
      Flyway.configure()
          .dataSource(database.dataSource())
          .locations("classpath:db/migration")
          .target("1")
          .load()
          .migrate();
      fill(database);

      database.migrate();

      assertThat(new Check(database, Optional.empty(), Clock.systemUTC()).run(false)).isEmpty();
      var counters = new Counters(database);
      assertThat(counters.value(Counter.ACCOUNTS, Counter.ALL)).isEqualTo(7);
      assertThat(counters.value(Counter.FACES, TestData.ACCOUNT.toString())).isEqualTo(20);
      var list = new ListStore(database).byId(TestData.LIST).orElseThrow();
      assertThat(list.faceCount()).isEqualTo(20);
      var faces =
          new FaceStore(database)
              .page(
                  new FaceFilter(
                      null,
                      TestData.LIST,
                      List.of(),
                      null,
                      null,
                      null,
                      List.of(),
                      Timeline.Span.ALL),
                  new Page(1, 100));
      assertThat(faces).hasSize(20).allMatch(face -> face.attributes() != null);
    }
  }

  private static void fill(Database database) {
    database.inTransaction(handle -> {
      handle.execute(
          """
          insert into accounts
          select gen_random_uuid(), n || '@example.com', 'user', '', '',
            now() - make_interval(days => n), now()
          from generate_series(1, 7) as n
          """);
      handle.execute(
          "insert into lists values (?, ?, '', now(), now())", TestData.LIST, TestData.ACCOUNT);
      handle.execute(
          """
          insert into faces
          select gen_random_uuid(), ?, '', '', null, '', now() - make_interval(hours => n), now()
          from generate_series(1, 20) as n
          """,
          TestData.ACCOUNT);
      handle.execute("insert into list_faces select ?, face_id from faces", TestData.LIST);
      handle.execute(
          "insert into face_attributes select face_id, account_id, 30, 1, 4, '{}', 0 from faces");
    });
  }
}
