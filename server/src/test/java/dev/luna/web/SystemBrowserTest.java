package dev.luna.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.luna.web.Chromium.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.AriaRole;
import dev.luna.testing.FakeExtractor;
import dev.luna.testing.TestData;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Overview, descriptors, the service about itself and the audit log in a browser. */
class SystemBrowserTest {
  private static final FakeExtractor EXTRACTOR = new FakeExtractor();

  @RegisterExtension
  private static final TestServer SERVER =
      TestServer.extracting(Map.of("STATISTICS.FLUSH_INTERVAL", "1"), EXTRACTOR);

  @RegisterExtension private static final Chromium CHROMIUM = new Chromium(SERVER);

  @BeforeEach
  void fill() {
    TestData.clear(SERVER.database());
    TestData.faces(SERVER.database(), 20, 56, 59);
  }

  @Test
  void theOverviewSaysWhatNeedsAttentionAndShowsTasksAsTheyGo() {
    execute(
        """
        update check_reports
        set findings = '{"counter <faces> was 57 and is 50 now"}'
        """);
    EXTRACTOR.hold();
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      assertThat(page.locator(".warnings li", text("publicly known password"))).isVisible();
      assertThat(page.locator(".warnings li", text("counter <faces> was 57"))).isVisible();
      assertThat(page.locator("dt", text("Database"))).isVisible();
      assertThat(page.locator(".empty", text("No task is running"))).isVisible();
      page.evaluate("window.stays = true");

      extraction();
      var running = page.getByRole(AriaRole.REGION, Chromium.named("Tasks now"));
      assertThat(running.locator("tbody tr")).hasCount(1);
      EXTRACTOR.release();
      assertThat(running).hasCount(0);
      String failed = "update tasks set task_status = 3, result_id = null where task_status = 5";
      await().until(() -> execute(failed) == 1);
      page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      extraction();
      assertThat(page.getByRole(AriaRole.REGION, Chromium.named("Failed in the last seven days")))
          .isVisible();
      assertThat(page.evaluate("window.stays")).isEqualTo(true);

      page.locator(".warnings a", text("Change it.")).click();
      page.waitForURL("**/accounts/*-*");
      assertThat(page.locator("h2", text("Reset password"))).isVisible();
    }
  }

  @Test
  void theDefaultVersionIsSwitchedWhereItCoversEnough() {
    TestData.load(SERVER.database(), List.of(TestData.faceLine(21, 59)));
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/descriptors");
      var faces = page.getByRole(AriaRole.REGION, Chromium.named("Faces"));
      var old = faces.locator("tr:has(td:first-child:text-is('56'))");
      assertThat(old).containsText("95.2 %");
      assertThat(faces.locator("tr:has(td:first-child:text-is('59'))")).containsText("default");
      old.locator("button").click();
      assertThat(old.locator(".problem")).containsText("95.238");

      page.locator("a", text("Count exactly")).click();
      assertThat(old.locator("summary:has-text('By account')")).isVisible();
      old.locator("summary:has-text('By account')").click();
      assertThat(old).containsText("20 have it, 1 lack it");

      faces
          .locator("tr:has(td:first-child:text-is('60'))")
          .locator("a:has-text('Extract what is lacking')")
          .click();
      assertThat(page.locator("#descriptor_version")).hasValue("60");
      assertThat(page.locator("#extraction_target")).hasValue("face_descriptor");

      execute("delete from faces where face_id = '%s'".formatted(TestData.face(21)));
      CHROMIUM.go(page, "/descriptors");
      old.locator("button").click();
      assertThat(old.locator(".state")).hasText("default");
    }
    CHROMIUM.forgive("409");
    var descriptors = SERVER.admin().get("/4/descriptors").json().path("descriptors");
    assertThat(descriptors.path(0).path("version").asInt()).isEqualTo(56);
    assertThat(descriptors.path(0).path("is_default").asBoolean()).isTrue();
  }

  @Test
  void theServiceTellsOfItself() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/help");
      assertThat(page.locator(".facts div", text("Database")).locator(".state")).hasText("well");
      page.locator("button", text("Show")).first().click();
      assertThat(page.locator("#report")).containsText("\"services_versions\"");
      assertThat(page.locator("#report")).containsText("\"signature\"");
      var download = page.waitForDownload(() -> page.locator("a", text("Download")).click());
      assertThat(download.suggestedFilename()).isEqualTo("luna-sys-info.json");
      page.locator("summary", text("settings")).click();
      var settings = page.getByRole(AriaRole.REGION, Chromium.named("Settings"));
      assertThat(settings.locator("tr:has-text('STATISTICS.FLUSH_INTERVAL')"))
          .containsText("changed");
      assertThat(settings.locator("tr:has-text('DATABASE.PASSWORD')")).containsText("********");

      page.waitForCondition(() -> {
        CHROMIUM.go(page, "/help");
        return page.locator(".chart canvas").count() == 3;
      });
    }
  }

  @Test
  void theVersionIsAPageForWhoWantsOne() {
    var browser = SERVER.client().with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    assertThat(browser.get("/version").header("Location")).isEqualTo("/login");
    assertThat(browser.as("root@visionlabs.ai", "root").get("/version").expect(200).body())
        .contains("System information");
    for (String accept : new String[] {"*/*", "application/json", "application/json,text/html"}) {
      assertThat(SERVER.client().with("Accept", accept).get("/version").json().has("Version"))
          .isTrue();
    }
  }

  @Test
  void theAuditLogIsFilteredAndExported() {
    for (int i = 0; i < 30; i++) {
      SERVER
          .admin()
          .post(
              "/4/accounts",
              "{\"login\":\"a%d@example.com\",\"password\":\"secret\",\"description\":\"<b>\"}"
                  .formatted(i))
          .expect(201);
    }
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/help");
      page.locator("a", text("Audit log")).focus();
      page.keyboard().press("Enter");
      page.waitForURL("**/audit");
      page.locator("#operation").focus();
      page.keyboard().type("registerAccount");
      page.keyboard().press("Enter");
      page.waitForURL("**/audit?operation=registerAccount");
      assertThat(page.locator("tbody tr")).hasCount(20);
      page.locator("tbody summary").first().click();
      assertThat(page.locator("tbody pre").first()).containsText("<b>");
      page.locator("a[rel=next]").click();
      assertThat(page.locator("tbody tr")).hasCount(10);
      var csv = page.locator("a", text("Export as CSV")).getAttribute("href");
      assertThat(csv).isEqualTo("/4/audit/export?operation=registerAccount&format=csv");
      assertThat(SERVER.admin().get(csv).body().lines().count()).isGreaterThan(30);

      page.locator("#operation").fill("nothing");
      page.locator("#create_time__gte").fill("2020-01-01");
      page.locator("button", text("Filter")).click();
      page.waitForURL("**/audit?operation=nothing&create_time__gte=2020-01-01T00**");
      assertThat(page.locator(".empty")).isVisible();
    }
  }

  @Test
  void thePagesOfTheSystemFitInAllWidthsAndSatisfyAxe() {
    CHROMIUM.inspect(
        List.of("/", "/descriptors", "/descriptors?count=1", "/help", "/audit", "/audit?page=9"));
  }

  private static void extraction() {
    String sample =
        SERVER
            .admin()
            .upload("/6/samples/faces", "image/jpeg", TestPictures.FACE)
            .expect(201)
            .json()
            .path("image_id")
            .asString();
    SERVER
        .admin()
        .post(
            "/6/faces",
            """
            {"attributes":{"samples":["%s"],
              "descriptors":[{"descriptor_version":59,"descriptor":"AQID"}]}}\
            """
                .formatted(sample))
        .expect(201);
    SERVER
        .admin()
        .post(
            "/4/tasks/additional_extract",
            """
            {"content":{"filters":{"objects_type":"faces"},"extraction_target":"face_descriptor",
              "options":{"missing":true,"descriptor_version":60}}}\
            """)
        .expect(202);
  }

  private static int execute(String statement) {
    return SERVER.database().transaction(handle -> handle.execute(statement));
  }
}
