package dev.luna.web;

import static dev.luna.web.Chromium.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Login, overview, accounts, lists, faces, events and the manual in a browser. */
class BrowserTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();
  @RegisterExtension private static final Chromium CHROMIUM = new Chromium(SERVER);

  @BeforeAll
  static void fill() {
    TestData.faces(SERVER.database(), 20, 56, 59);
  }

  @ParameterizedTest
  @CsvSource({"390,LIGHT", "390,DARK", "1440,LIGHT", "1440,DARK"})
  void onePersonLogsInLooksAroundAndLogsOutWithTheKeyboardOnly(int width, ColorScheme scheme) {
    try (var page = CHROMIUM.page(width, scheme)) {
      CHROMIUM.go(page, "/");
      assertThat(page.url()).endsWith("/login");
      page.locator("#login").focus();
      page.keyboard().type("root@visionlabs.ai");
      page.keyboard().press("Tab");
      page.keyboard().type("wrong");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.ALERT).textContent())
          .isEqualTo("Account login or password are incorrect");
      CHROMIUM.screenshot(page, "login", width, scheme);

      page.locator("#password").focus();
      page.keyboard().type("root");
      page.keyboard().press("Enter");
      page.waitForURL("**/");
      assertThat(page.locator("h1").textContent()).isEqualTo("Overview");
      assertThat(page.locator("td").allTextContents()).contains("root@visionlabs.ai");
      assertThat(page.locator("dd").allTextContents()).contains("20");
      assertThat(CHROMIUM.overflow(page)).isLessThanOrEqualTo(0);

      page.locator("button", text("Log out")).focus();
      page.keyboard().press("Enter");
      page.waitForURL("**/login");
    }
    CHROMIUM.forgive("401");
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
      assertThat(page.locator("h1").textContent()).isEqualTo("anna@example.com");
      SERVER.client().as("anna@example.com", "it's secret").get("/6/faces").expect(200);

      page.locator("#description").fill("Shift A");
      page.waitForResponse(
          answer -> answer.request().isNavigationRequest(),
          () -> page.locator("button", text("Save")).click());
      page.waitForLoadState();
      assertThat(page.locator("#description").inputValue()).isEqualTo("Shift A");

      var delete = page.locator("button", text("Delete account"));
      assertThat(delete.isDisabled()).isTrue();
      page.locator("#confirm-delete").fill("anna@example.com");
      delete.click();
      page.waitForURL("**/accounts");
      assertThat(page.locator("td").allTextContents()).doesNotContain("anna@example.com");
    }
  }

  @Test
  void noPageHasASeriousViolationOrIsTooWide() {
    String own =
        SERVER
            .admin()
            .get("/4/search?q=root@visionlabs.ai")
            .json()
            .at("/data/info/account_id")
            .asString();
    CHROMIUM.inspect(
        List.of(
            "/",
            "/accounts",
            "/accounts/new",
            "/accounts/" + own,
            "/lists",
            "/lists/" + TestData.LIST,
            "/faces",
            "/faces/" + TestData.face(3),
            "/events",
            "/search?q=nobody"));
  }

  @Test
  void theSpecificationIsDrawnWithoutHelpFromOutside() {
    try (var page = CHROMIUM.page()) {
      CHROMIUM.go(page, "/docs/spec");
      page.locator("h1", text("Luna Admin API")).waitFor();
      page.locator("h2", text("Start a garbage collection")).waitFor();
    }
  }

  @Test
  void theManualIsReadable() {
    try (var page = CHROMIUM.page(390, ColorScheme.DARK)) {
      for (String chapter : new String[] {"index", "errors", "architecture", "operation"}) {
        CHROMIUM.go(page, "/docs/dev/" + chapter + ".html");
        assertThat(CHROMIUM.overflow(page)).as(chapter).isLessThanOrEqualTo(0);
      }
    }
  }
}
