package dev.luna.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.luna.web.Chromium.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Schedules and their forms in a browser. */
class SchedulesBrowserTest {
  @RegisterExtension
  private static final TestServer SERVER =
      new TestServer(Map.of("OUTBOUND.ALLOWED_NETWORKS", "192.0.2.0/24"), null);

  @RegisterExtension private static final Chromium CHROMIUM = new Chromium(SERVER);

  private static final String NIGHTLY =
      """
      {"task":{"task_type":4,"description":"old <faces>",
          "content":{"target":"faces","filters":{"create_time__lt":"now-30d"}},
          "notification_policy":{"task_callbacks":[{"type":"http","url":"https://192.0.2.1/hook"}]}},
        "trigger":{"cron":"30 2 * * mon-fri","cron_timezone":"Europe/Berlin"},
        "behaviour":{"start_immediately":1}}\
      """;

  @BeforeEach
  void clear() {
    TestData.clear(SERVER.database());
    SERVER.database().inTransaction(handle -> handle.execute("truncate schedules cascade"));
  }

  @Test
  void anExpressionIsExplainedWhileOneTypesAndTheScheduleIsCreatedWithTheKeyboardOnly() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/schedules");
      page.locator("a", text("Schedule a garbage collection")).focus();
      page.keyboard().press("Enter");
      page.waitForURL("**/schedules/gc/new");
      page.locator("#target").focus();
      page.keyboard().type("Faces");
      page.locator("#faces-create_time__lt").focus();
      page.keyboard().type("now-30d");
      page.locator("[id='trigger.cron']").focus();
      page.keyboard().type("30 2 * * mon-fri");
      assertThat(page.locator("[data-preview-words]")).containsText("02:30");
      assertThat(page.locator("[data-preview-times] tbody tr")).hasCount(20);
      page.keyboard().press("Tab");
      page.keyboard().press("Control+A");
      page.keyboard().type("Europe/Berlin");
      page.locator("summary", text("The next twenty times")).click();
      assertThat(page.locator("[data-preview-times] tbody tr").first()).containsText("02:30:00+0");
      page.locator("button", text("Create schedule")).focus();
      page.keyboard().press("Enter");

      page.waitForURL(Pattern.compile(".*/schedules/[0-9]+"));
      assertThat(page.locator("#live .state").first()).hasText("running");
      assertThat(page.locator("#live")).containsText("Europe/Berlin");
      CHROMIUM.go(page, "/schedules");
      assertThat(page.locator("#live tbody tr")).hasCount(1);
      assertThat(page.locator("#live tbody tr")).containsText("02:30:00+0");
    }
    // What stood there between two keys.
    CHROMIUM.forgive("400");
    var stored = SERVER.admin().get("/4/tasks/schedules").json().path(0);
    assertThat(stored.at("/task/content/filters/create_time__lt").asString()).isEqualTo("now-30d");
    assertThat(stored.at("/trigger/cron_timezone").asString()).isEqualTo("Europe/Berlin");
  }

  @Test
  void whatAnExpressionGetsWrongIsSaidAtOnce() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/schedules/extraction/new");
      page.locator("[id='trigger.cron']").fill("61 * * * *");
      assertThat(page.locator("[data-preview-problem]")).containsText("61");
      assertThat(page.locator("[data-preview-times] tbody tr")).hasCount(0);
      page.locator("[id='trigger.cron']").fill("0 12 * * *");
      assertThat(page.locator("[data-preview-problem]")).isEmpty();
      page.locator("#zone").fill("Mars/Olympus");
      assertThat(page.locator("[data-preview-problem]")).containsText("cron_timezone");
      page.locator("#descriptor_version").fill("60");
      page.locator("button", text("Create schedule")).click();
      assertThat(page.locator(".problem", text("cron_timezone")).last()).isVisible();
    }
    CHROMIUM.forgive("400");
    assertThat(SERVER.admin().get("/4/tasks/schedules").json()).isEmpty();
  }

  @Test
  void aScheduleIsPausedStartedChangedAndDeleted() {
    long id = created();
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/schedules/" + id);
      assertThat(page.locator("#live tbody tr").first()).containsText("task started");
      assertThat(page.locator("h2", text("The next twenty times"))).isVisible();
      page.locator("#live button", text("Pause")).click();
      assertThat(page.locator("#live .state").first()).hasText("stopped");
      assertThat(page.locator("h2", text("The next twenty times"))).hasCount(0);
      page.locator("#live button", text("Start")).click();
      assertThat(page.locator("#live .state").first()).hasText("running");

      page.locator("#content").fill("{\"target\":");
      page.locator("button", text("Save")).click();
      assertThat(page.locator(".problem", text("task.content"))).isVisible();
      page.locator("#content")
          .fill("{\"target\":\"faces\",\"filters\":{\"create_time__lt\":\"now-60d\"}}");
      page.locator("[id='trigger.cron']").fill("15 4 * * *");
      page.locator("button", text("Save")).click();
      assertThat(page.locator("#live")).containsText("04:15");
      var stored = SERVER.admin().get("/4/tasks/schedules/" + id).json();
      assertThat(stored.at("/task/content/filters/create_time__lt").asString())
          .isEqualTo("now-60d");
      assertThat(stored.at("/task/notification_policy/task_callbacks/0/url").asString())
          .isEqualTo("https://192.0.2.1/hook");

      page.locator("#confirm-delete").fill(String.valueOf(id));
      page.locator("button", text("Delete schedule")).click();
      page.waitForURL("**/schedules");
      assertThat(page.locator(".empty")).isVisible();
    }
    CHROMIUM.forgive("400");
    SERVER.admin().get("/4/tasks/schedules/" + id).expect(404);
  }

  @Test
  void thePagesOfSchedulesFitInAllWidthsAndSatisfyAxe() {
    long id = created();
    CHROMIUM.inspect(
        List.of(
            "/schedules",
            "/schedules/" + id,
            "/schedules/" + id + "?page=7",
            "/schedules/gc/new",
            "/schedules/extraction/new"));
  }

  private static long created() {
    return SERVER
        .admin()
        .post("/4/tasks/schedules", NIGHTLY)
        .expect(201)
        .json()
        .path("schedule_id")
        .asLong();
  }
}
