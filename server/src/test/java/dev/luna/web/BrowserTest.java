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

/** Login, the tables, and the documents in a browser. */
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
