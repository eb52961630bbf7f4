package dev.luna.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages in the system's Chromium, which is not downloaded: without one they are skipped. */
class BrowserTest {
  @RegisterExtension private static final TestServer SERVER = new TestServer();

  private static @Nullable Playwright playwright;
  private static @Nullable Browser browser;

  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void launch() {
    var chromium = chromium();
    assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    TestData.faces(SERVER.database(), 20, 56, 59);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    if (playwright != null) {
      playwright.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"390,LIGHT", "390,DARK", "1440,LIGHT", "1440,DARK"})
  void onePersonLogsInLooksAroundAndLogsOutWithTheKeyboardOnly(int width, ColorScheme scheme) {
    try (var page = page(width, scheme)) {
      page.navigate(SERVER.client().base() + "/");
      assertThat(page.url()).endsWith("/login");
      page.locator("#login").focus();
      page.keyboard().type("root@visionlabs.ai");
      page.keyboard().press("Tab");
      page.keyboard().type("wrong");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT).textContent())
          .isEqualTo("Account login or password are incorrect");
      screenshot(page, "login", width, scheme);

      page.locator("#password").focus();
      page.keyboard().type("root");
      page.keyboard().press("Enter");
      page.waitForURL("**/");
      assertThat(page.locator("h1").textContent()).isEqualTo("Overview");
      assertThat(page.locator("td").allTextContents()).contains("root@visionlabs.ai");
      assertThat(page.locator("dd").allTextContents()).contains("20");
      assertThat(overflow(page)).isLessThanOrEqualTo(0);
      screenshot(page, "overview", width, scheme);

      page.locator("button").focus();
      page.keyboard().press("Enter");
      page.waitForURL("**/login");
    }
    // The refused attempt is the one thing that the console may speak of.
    complaints.removeIf(complaint -> complaint.contains("401"));
    assertThat(complaints).isEmpty();
  }

  @Test
  void anAccountIsCreatedChangedAndDeletedByItsForms() {
    try (var page = page(1440, ColorScheme.LIGHT)) {
      enter(page);
      page.navigate(SERVER.client().base() + "/accounts/new");
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
      screenshot(page, "account", 1440, ColorScheme.LIGHT);

      page.locator("#description").fill("Shift A");
      page.waitForResponse(
          answer -> answer.request().method().equals("PATCH") && answer.status() == 204,
          () -> page.locator("button", text("Save")).click());
      page.waitForLoadState();
      page.navigate(page.url());
      assertThat(page.locator("#description").inputValue()).isEqualTo("Shift A");

      var delete = page.locator("button", text("Delete account"));
      assertThat(delete.isDisabled()).isTrue();
      page.locator("#confirm-delete").fill("anna@example.com");
      delete.click();
      page.waitForURL("**/accounts");
      assertThat(page.locator("td").allTextContents()).doesNotContain("anna@example.com");
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void noPageHasASeriousViolationOrIsTooWide() throws IOException {
    String axe;
    try (var in =
        BrowserTest.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String own =
        SERVER
            .admin()
            .get("/4/search?q=root@visionlabs.ai")
            .json()
            .at("/data/info/account_id")
            .asString();
    for (int width : new int[] {390, 1440}) {
      for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        try (var page = page(width, scheme)) {
          enter(page);
          for (String path :
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
                  "/search?q=nobody")) {
            page.navigate(SERVER.client().base() + path);
            screenshot(page, path.replaceAll("[?].*", "").replace('/', '_'), width, scheme);
            assertThat(overflow(page)).as(path).isLessThanOrEqualTo(0);
            page.evaluate(axe);
            assertThat(
                    page.evaluate(
                        "axe.run().then(r => r.violations.filter(v => ['serious','critical'].includes(v.impact)).map(v => v.id + ' ' + v.nodes[0].html))"))
                .as("%s %d %s", path, width, scheme)
                .isEqualTo(List.of());
          }
        }
      }
    }
    assertThat(complaints).isEmpty();
  }

  private static Page.LocatorOptions text(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static void enter(Page page) {
    page.navigate(SERVER.client().base() + "/login");
    page.locator("#login").fill("root@visionlabs.ai");
    page.locator("#password").fill("root");
    page.locator("main button").click();
    page.waitForURL("**/");
  }

  @Test
  void theSpecificationIsDrawnWithoutHelpFromOutside() {
    try (var page = page(1440, ColorScheme.LIGHT)) {
      page.navigate(SERVER.client().base() + "/docs/spec");
      page.locator("h1", new Page.LocatorOptions().setHasText("Luna Admin API")).waitFor();
      page.locator("h2", new Page.LocatorOptions().setHasText("Start a garbage collection"))
          .waitFor();
      screenshot(page, "specification", 1440, ColorScheme.LIGHT);
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void theManualIsReadable() {
    try (var page = page(390, ColorScheme.DARK)) {
      for (String chapter : new String[] {"index", "errors", "architecture", "operation"}) {
        page.navigate(SERVER.client().base() + "/docs/dev/" + chapter + ".html");
        assertThat(overflow(page)).as(chapter).isLessThanOrEqualTo(0);
        screenshot(page, "manual-" + chapter, 390, ColorScheme.DARK);
      }
    }
    assertThat(complaints).isEmpty();
  }

  private Page page(int width, ColorScheme scheme) {
    var page =
        java.util.Objects.requireNonNull(browser)
            .newPage(
                new Browser.NewPageOptions().setViewportSize(width, 900).setColorScheme(scheme));
    String here = SERVER.client().base().toString();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error")) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
    page.onRequest(request -> {
      if (!request.url().startsWith(here)
          && !request.url().startsWith("data:")
          && !request.url().startsWith("blob:")) {
        complaints.add("request to " + request.url());
      }
    });
    return page;
  }

  private static void screenshot(Page page, String name, int width, ColorScheme scheme) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(
                Path.of("target", "screenshots", "%s-%d-%s.png".formatted(name, width, scheme))));
  }

  /** How many pixels the page is wider than its window. */
  private static int overflow(Page page) {
    return (Integer)
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  private static Optional<Path> chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
