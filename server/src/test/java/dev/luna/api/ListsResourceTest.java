package dev.luna.api;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ListsResourceTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  @BeforeAll
  static void fill() {
    TestData.faces(SERVER.database(), 5, 59);
    TestData.load(
        SERVER.database(),
        List.of(
            TestData.listLine()
                .replace(TestData.LIST.toString(), UUID.randomUUID().toString())
                .replace(TestData.ACCOUNT.toString(), UUID.randomUUID().toString())));
  }

  @Test
  void aListIsShownWithItsCount() {
    var answer = SERVER.admin().get("/4/lists/" + TestData.LIST);

    assertThatJson(answer.body())
        .isEqualTo(
            """
            {"list_id":"%s","account_id":"%s","user_data":"staff","face_count":5,
             "last_update_time":"${json-unit.any-string}"}\
            """
                .formatted(TestData.LIST, TestData.ACCOUNT));
  }

  @Test
  void listsAreCountedInAllAndByAccount() {
    var all = SERVER.admin().get("/4/lists").json();
    var ofAccount = SERVER.admin().get("/4/lists?account_id=" + TestData.ACCOUNT).json();

    assertThat(all.path("list_count").asInt()).isEqualTo(2);
    assertThat(all.path("lists").size()).isEqualTo(2);
    assertThat(ofAccount.path("list_count").asInt()).isEqualTo(1);
    assertThat(ofAccount.at("/lists/0/list_id").asString()).isEqualTo(TestData.LIST.toString());
    assertThat(
            SERVER
                .admin()
                .get("/4/lists?account_id=" + UUID.randomUUID())
                .json()
                .path("list_count")
                .asInt())
        .isZero();
  }

  @Test
  void attachingAFaceMovesTheUpdateTimeAndUserDataDoesNot() {
    Instant before = lastUpdate();
    SERVER
        .database()
        .inTransaction(handle -> handle.execute("update lists set user_data = 'staff'"));
    assertThat(lastUpdate()).isEqualTo(before);

    SERVER
        .database()
        .inTransaction(
            handle -> handle.execute("delete from list_faces where face_id = ?", TestData.face(5)));
    assertThat(lastUpdate()).isAfter(before);
    Instant detached = lastUpdate();
    SERVER
        .database()
        .inTransaction(handle ->
            handle.execute(
                "insert into list_faces values (?, ?, now())", TestData.LIST, TestData.face(5)));

    assertThat(lastUpdate()).isAfter(detached);
  }

  @Test
  void anUnknownListIsNotFound() {
    var answer = SERVER.admin().get("/4/lists/" + UUID.randomUUID());

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.errorCode()).isEqualTo(22003);
  }

  private static Instant lastUpdate() {
    return Instant.parse(
        SERVER.admin().get("/4/lists/" + TestData.LIST).json().path("last_update_time").asString());
  }
}
