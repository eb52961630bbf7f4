package dev.luna.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.luna.web.Chromium.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.luna.testing.Client;
import dev.luna.testing.TestData;
import dev.luna.testing.TestPictures;
import dev.luna.testing.TestServer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is done with accounts, and with the samples of faces, in a browser. */
class AccountsBrowserTest {
  private static final String ID = "6d071cca-fda5-4a03-84d5-5bea65904480";

  @RegisterExtension private static final TestServer SERVER = new TestServer();
  @RegisterExtension private static final Chromium CHROMIUM = new Chromium(SERVER);

  @BeforeEach
  void clear() {
    TestData.clear(SERVER.database());
  }

  @Test
  void anAccountIsCreatedChangedAndDeletedByItsForms() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/accounts/new");
      page.locator("#login").fill("anna@example.com");
      page.locator("#password").fill("it's secret");
      page.locator("details summary").click();
      assertThat(page.locator("pre code").textContent())
          .contains("-X POST", "anna@example.com", "$PASSWORD")
          .doesNotContain("secret");
      page.locator("main button[type=submit]").click();
      page.waitForURL("**/accounts/*-*");
      assertThat(page.locator("h1")).hasText("anna@example.com");
      SERVER.client().as("anna@example.com", "it's secret").get("/6/faces").expect(200);

      page.locator("#description").fill("Shift A");
      page.locator("#account_type").selectOption("admin");
      save(page);
      assertThat(page.locator("#description")).hasValue("Shift A");
      assertThat(page.locator("#account_type")).hasValue("admin");
      assertThat(page.locator(".empty", text("started no tasks"))).isVisible();

      var delete = page.locator("button", text("Delete account"));
      assertThat(delete).isDisabled();
      page.locator("#confirm-delete").fill("anna@example.com");
      delete.click();
      page.waitForURL("**/accounts");
      assertThat(page.locator("td").allTextContents()).doesNotContain("anna@example.com");
    }
  }

  @Test
  void anAccountGetsTheIdThatIsGivenAndWhatIsTakenIsSaid() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      for (int i = 0; i < 2; i++) {
        CHROMIUM.go(page, "/accounts/new");
        page.locator("#login").fill("ben" + i + "@example.com");
        page.locator("#password").fill("secret");
        page.locator("#account_id").fill(ID);
        page.locator("details summary").click();
        assertThat(page.locator("pre code")).containsText("-X PUT");
        page.locator("main button[type=submit]").click();
        if (i == 0) {
          page.waitForURL("**/accounts/" + ID);
        } else {
          assertThat(page.locator(".problem")).containsText(ID);
        }
      }
    }
    CHROMIUM.forgive("409");
  }

  @Test
  void aPasswordIsResetAndTheOldOneIsOver() {
    SERVER
        .admin()
        .put("/4/accounts/" + ID, "{\"login\":\"cleo@example.com\",\"password\":\"old\"}")
        .expect(201);
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/accounts/" + ID);
      page.locator("#password").fill("new");
      page.waitForResponse(
          answer -> answer.request().isNavigationRequest(),
          () -> page.locator("button", text("Reset password")).click());
    }
    SERVER.client().as("cleo@example.com", "new").get("/6/faces").expect(200);
    SERVER.client().as("cleo@example.com", "old").get("/6/faces").expect(401);
  }

  @Test
  void whoseSessionHasEndedIsLedBackAfterTheLogin() {
    SERVER
        .admin()
        .put("/4/accounts/" + ID, "{\"login\":\"dora@example.com\",\"password\":\"old\"}")
        .expect(201);
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/accounts/" + ID);
      SERVER.database().inTransaction(handle -> handle.execute("delete from sessions"));
      page.locator("#description").fill("Shift B");
      page.locator("button", text("Save")).click();
      page.waitForURL("**/login");
      page.locator("#login").fill("root@visionlabs.ai");
      page.locator("#password").fill("root");
      page.locator("main button").click();
      page.waitForURL("**/accounts/" + ID);
      save(page);
    }
    CHROMIUM.forgive("401");
  }

  @Test
  void theTableIsFilteredByTheDayOfCreation() {
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/accounts");
      page.locator("#create_time__lt").fill("2020-01-01");
      page.locator("button", text("Filter")).click();
      page.waitForURL("**/accounts?create_time__lt=2020-01-01T00**");
      assertThat(page.locator(".empty")).isVisible();
      page.locator("a", text("Show all")).click();
      page.waitForURL("**/accounts");
      assertThat(page.locator("tbody tr")).hasCount(1);
    }
  }

  @Test
  void aSampleIsShownOnDemandOnly() {
    String face = faceWithSample(SERVER.admin());
    try (var page = CHROMIUM.enter(CHROMIUM.page())) {
      CHROMIUM.go(page, "/faces/" + face);
      assertThat(page.locator("img")).hasCount(0);
      page.locator("button", text("Show sample")).focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("img")).isVisible();
      page.waitForCondition(() ->
          Boolean.TRUE.equals(page.evaluate("document.querySelector('img').naturalWidth > 0")));
      assertThat(page.locator("img")).hasAttribute("alt", Pattern.compile("Sample [0-9a-f-]{36}"));
    }
    assertThat(SERVER.admin().get("/4/audit?operation=showSample").json().path("entries"))
        .isNotEmpty();
  }

  private static void save(Page page) {
    page.waitForResponse(
        answer -> answer.request().isNavigationRequest(),
        () -> page.locator("button", text("Save")).click());
    page.waitForLoadState();
  }

  private static String faceWithSample(Client admin) {
    String sample =
        admin
            .upload("/6/samples/faces", "image/jpeg", TestPictures.FACE)
            .expect(201)
            .json()
            .path("image_id")
            .asString();
    return admin
        .post("/6/faces", "{\"attributes\":{\"samples\":[\"%s\"]}}".formatted(sample))
        .expect(201)
        .json()
        .path("face_id")
        .asString();
  }
}
