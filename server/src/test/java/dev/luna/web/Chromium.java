package dev.luna.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The system's Chromium for the tests of a class; without one they are skipped, for none is
 * downloaded. After each test no page may have complained in its console or asked another host.
 * With {@code -Dscreenshots=DIRECTORY} pages are drawn into files.
 */
final class Chromium
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  static final int[] WIDTHS = {390, 1440};

  private static final @Nullable String SCREENSHOTS = System.getProperty("screenshots");
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private final TestServer server;
  private final List<String> complaints = new ArrayList<>();
  private @Nullable Playwright playwright;
  private @Nullable Browser browser;

  /**
   * @param server registered before this
   */
  Chromium(TestServer server) {
    this.server = server;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    var chromium = installed();
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
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (browser != null) {
      browser.close();
    }
    if (playwright != null) {
      playwright.close();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    complaints.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(complaints).isEmpty();
  }

  /** The console may have spoken of this: it was what the test wanted. */
  void forgive(String part) {
    complaints.removeIf(complaint -> complaint.contains(part));
  }

  /** A window on the light desk of an operator. */
  Page page() {
    return page(1440, ColorScheme.LIGHT);
  }

  Page page(int width, ColorScheme scheme) {
    var page =
        Objects.requireNonNull(browser)
            .newPage(
                new Browser.NewPageOptions().setViewportSize(width, 900).setColorScheme(scheme));
    String here = server.client().base().toString();
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

  /** A page of this server, by its path. */
  void go(Page page, String path) {
    page.navigate(server.client().base() + path);
  }

  /** Logs the first account in. */
  Page enter(Page page) {
    go(page, "/login");
    page.locator("#login").fill("root@visionlabs.ai");
    page.locator("#password").fill("root");
    page.locator("main button").click();
    page.waitForURL("**/");
    return page;
  }

  /**
   * Looks at pages in all widths, light and dark: none is wider than its window, and axe finds no
   * serious violation. What is there is the same in the dark, so only its contrasts are looked at.
   */
  void inspect(List<String> paths) {
    String axe = axe();
    for (int width : WIDTHS) {
      try (var page = enter(page(width, ColorScheme.LIGHT))) {
        for (String path : paths) {
          for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            if (scheme == ColorScheme.LIGHT) {
              go(page, path);
              assertThat(overflow(page)).as("%s %d", path, width).isLessThanOrEqualTo(0);
              page.evaluate(axe);
            }
            screenshot(page, path.replaceAll("[?].*", "").replace('/', '_'), width, scheme);
            assertThat(violations(page, scheme == ColorScheme.DARK))
                .as("%s %d %s", path, width, scheme)
                .isEqualTo(List.of());
          }
        }
      }
    }
  }

  /** What axe, which the page has, finds serious. */
  private static Object violations(Page page, boolean onlyContrast) {
    return page.evaluate(
        """
        onlyContrast => axe.run({
            resultTypes: ['violations'],
            ...(onlyContrast && {runOnly: ['color-contrast']})
          }).then(found => found.violations
            .filter(one => ['serious', 'critical'].includes(one.impact))
            .map(one => one.id + ' ' + one.nodes[0].html))
        """,
        onlyContrast);
  }

  void screenshot(Page page, String name, int width, ColorScheme scheme) {
    if (SCREENSHOTS != null) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of(SCREENSHOTS, "%s-%d-%s.png".formatted(name, width, scheme))));
    }
  }

  /** How many pixels a page is wider than its window. */
  int overflow(Page page) {
    return (Integer)
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  static Page.LocatorOptions text(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  /** What is called so, to assistive technology. */
  static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static String axe() {
    try (var in = Chromium.class.getResourceAsStream(AXE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> installed() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
