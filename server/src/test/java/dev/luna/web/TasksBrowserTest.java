package dev.luna.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.luna.web.Chromium.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.luna.extraction.Outcome.Reason;
import dev.luna.testing.CallbackReceiver;
import dev.luna.testing.FakeExtractor;
import dev.luna.testing.TestData;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks and their forms in a browser. */
class TasksBrowserTest {
  private static final FakeExtractor EXTRACTOR = new FakeExtractor();

  @RegisterExtension
  private static final TestServer SERVER =
      TestServer.extracting(Map.of("OUTBOUND.ALLOWED_NETWORKS", "127.0.0.0/8"), EXTRACTOR);

  @RegisterExtension private static final Chromium CHROMIUM = new Chromium(SERVER);

  private static int number;

  @BeforeEach
  void fill() {
    EXTRACTOR.release();
    TestData.clear(SERVER.database());
    TestData.faces(SERVER.database(), 20, 56, 59);
  }

  @Test
  void aCollectionIsPlannedStartedAndFollowedWithTheKeyboardOnly() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/tasks");
      page.locator("a", text("New garbage collection")).focus();
      page.keyboard().press("Enter");
      page.waitForURL("**/tasks/gc/new");
      page.locator("#target").focus();
      page.keyboard().type("Faces");
      page.keyboard().press("Tab");
      page.keyboard().press("Tab");
      assertThat(page.locator("#faces-list_id")).isFocused();
      page.keyboard().type(TestData.LIST.toString());
      page.locator("button", text("Show the plan")).focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("[data-plan=objects]")).hasText("20");
      assertThat(page.locator("button[type=submit]", text("Remove 20 objects"))).isEnabled();

      page.locator("#faces-user_data").fill("x");
      assertThat(page.locator("main button[type=submit]")).isDisabled();
      page.locator("#faces-user_data").fill("");
      page.locator("button", text("Show the plan")).click();
      page.locator("button[type=submit]", text("Remove 20 objects")).focus();
      page.keyboard().press("Enter");

      page.waitForURL(Pattern.compile(".*/tasks/[0-9]+"));
      assertThat(page.locator("#live .state").first()).hasText("done");
      assertThat(page.locator("#live .totals dd").first()).hasText("20");
      assertThat(page.locator(".chart canvas")).isVisible();
      assertThat(page.locator("a", text("Download result"))).isVisible();
    }
    SERVER.admin().get("/6/faces/count").expect(200);
    assertThat(SERVER.admin().get("/4/tasks/count").json().path("count").asInt()).isEqualTo(1);
  }

  @Test
  void whatAFormGetsWrongIsSaidInIt() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/tasks/gc/new");
      page.locator("#target").selectOption("events");
      page.locator("button", text("Show the plan")).click();
      assertThat(page.locator(".problem")).containsText("content.filters");

      page.locator("#events-create_time__lt").fill("yesterday");
      page.locator("button", text("Show the plan")).click();
      assertThat(page.locator(".problem")).containsText("yesterday");

      page.locator("#events-create_time__lt").fill("2026-01-31");
      page.locator("button", text("Show the plan")).click();
      assertThat(page.locator("[data-plan=objects]")).hasText("0");
      assertThat(page.locator("main button[type=submit]")).isDisabled();
      page.locator("details.command summary").click();
      assertThat(page.locator("pre code"))
          .containsText("\"create_time__lt\":\"2026-01-31T00:00:00Z\"");
    }
    CHROMIUM.forgive("400");
  }

  @Test
  void changesAreShownWithoutAReload() {
    EXTRACTOR.hold();
    sampledFaces(3);
    try (var table = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(table, "/tasks");
      assertThat(table.locator(".empty")).isVisible();
      table.evaluate("window.stays = true");

      long task = extraction(60);
      assertThat(table.locator("#live tbody tr")).hasCount(1);
      assertThat(table.locator("#live .state")).hasText("running");

      try (var page = CHROMIUM.enter(CHROMIUM.page())) {
        CHROMIUM.go(page, "/tasks/" + task);
        page.locator("button", text("Pause")).click();
        assertThat(page.locator("#live .state").first()).hasText("paused");
        assertThat(table.locator("#live .state")).hasText("paused");
        page.locator("button", text("Resume")).click();
        assertThat(page.locator("#live .state").first()).hasText("running");
        assertThat(page.locator("#live .facts dt", text("Ended"))).hasCount(0);
        EXTRACTOR.release();
        assertThat(page.locator("#live .state").first()).hasText("done");
        assertThat(page.locator("#live .facts dt", text("Ended"))).hasCount(1);
      }
      assertThat(table.locator("#live .state")).hasText("done");
      assertThat(table.evaluate("window.stays")).isEqualTo(true);
    }
  }

  @Test
  void whatIsPressedOrSentIsNotReplacedByWhatChanged() {
    EXTRACTOR.hold();
    sampledFaces(2);
    long task = extraction(60);
    var sent = new AtomicReference<Route>();
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      page.route("**/4/tasks/*?action=pause", sent::set);
      CHROMIUM.go(page, "/tasks/" + task);
      page.locator("#pause-button").hover();
      page.mouse().down();
      awaitReadings(page, task);
      page.mouse().up();
      awaitReadings(page, task);
      assertThat(sent.get()).as("the press of the button").isNotNull();
      page.waitForRequest(Request::isNavigationRequest, () -> sent.get().resume());
      assertThat(page.locator("#live .state").first()).hasText("paused");
    } finally {
      EXTRACTOR.release();
    }
  }

  @Test
  void errorsAndNotificationsAreShownAndWhatFailedIsTriedAgain() {
    EXTRACTOR.refuse(TestPictures.face(number + 1), Reason.CORRUPT);
    sampledFaces(2);
    try (var receiver = new CallbackReceiver().on("/hook", 400);
        var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(
          page, "/tasks/extraction/new?extraction_target=face_descriptor&descriptor_version=60");
      page.locator("#callback").fill(receiver.url("/hook"));
      page.locator("button", text("Show the plan")).click();
      page.locator("button[type=submit]", text("Extract for")).click();
      page.waitForURL(Pattern.compile(".*/tasks/[0-9]+"));
      assertThat(page.locator("#live .state").first()).hasText("done");
      assertThat(page.getByRole(AriaRole.REGION, Chromium.named("Errors")).locator("tbody tr"))
          .hasCount(2);
      var deliveries = page.getByRole(AriaRole.REGION, Chromium.named("Notifications"));
      assertThat(deliveries.locator("tbody tr").first()).containsText(receiver.url("/hook"));

      page.locator("button", text("Try what failed again")).click();
      page.waitForURL(address -> !address.endsWith("/tasks/1") && address.contains("/tasks/"));
      assertThat(page.locator("#live .facts dt", text("Repeats task"))).hasCount(1);
      String task = page.locator("h1").textContent().replaceAll("\\D", "");
      assertThat(page.locator("#live .state").first()).hasText(Pattern.compile("done|failed"));
      page.locator("#confirm-delete").fill(task);
      page.locator("button", text("Delete task")).click();
      page.waitForURL("**/tasks");
      assertThat(page.locator("#live tbody tr")).hasCount(1);
      SERVER.admin().get("/4/tasks/" + task).expect(404);
    }
    // Of a reading that was on its way when the task was deleted.
    CHROMIUM.forgive("404");
  }

  @Test
  void aTaskIsCancelled() {
    EXTRACTOR.hold();
    sampledFaces(2);
    long task = extraction(60);
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/tasks/" + task);
      page.locator("button", text("Cancel task")).click();
      assertThat(page.locator("#live .state").first()).hasText("cancelled");
      assertThat(page.locator("button", text("Pause"))).hasCount(0);
    } finally {
      EXTRACTOR.release();
    }
  }

  @Test
  void aLostConnectionIsShownAndWhatWasMissedIsReadWhenItIsBack() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      page.route("**/4/tasks/events**", Route::abort);
      CHROMIUM.go(page, "/tasks");
      assertThat(page.locator("#lost"))
          .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(20_000));
      sampledFaces(1);
      extraction(60);

      page.unroute("**/4/tasks/events**");

      assertThat(page.locator("#lost"))
          .isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(20_000));
      assertThat(page.locator("#live tbody tr")).hasCount(1);
    }
    CHROMIUM.forgive("ERR_");
  }

  @Test
  void noPageHasASeriousViolationOrIsTooWide() {
    EXTRACTOR.refuse(TestPictures.face(number + 1), Reason.CORRUPT);
    sampledFaces(2);
    long task = extraction(60);
    CHROMIUM.inspect(
        List.of(
            "/tasks",
            "/tasks?task_type=5&task_status=5",
            "/tasks?page=7",
            "/tasks/" + task,
            "/tasks/gc/new",
            "/tasks/extraction/new"));
  }

  /** Faces with a sample each, and a descriptor of an older version. */
  private static void sampledFaces(int count) {
    for (int i = 0; i < count; i++) {
      number++;
      String sample =
          SERVER
              .admin()
              .upload("/6/samples/faces", "image/jpeg", TestPictures.face(number))
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
    }
  }

  private static long extraction(int version) {
    return SERVER
        .admin()
        .post(
            "/4/tasks/additional_extract",
            """
            {"content":{"filters":{"objects_type":"faces"},"extraction_target":"face_descriptor",
              "options":{"missing":true,"descriptor_version":%d}}}\
            """
                .formatted(version))
        .expect(202)
        .json()
        .path("task_id")
        .asLong();
  }

  /** Once this returns, the page has dealt with one reading of what is live. */
  private static void awaitReadings(Page page, long task) {
    for (int reading = 0; reading < 2; reading++) {
      page.waitForResponse(answer -> answer.url().endsWith("/tasks/" + task), () -> {});
    }
  }
}
