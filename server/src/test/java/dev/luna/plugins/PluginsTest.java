package dev.luna.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.http.Exchange;
import dev.luna.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
  private static final Exchange EXCHANGE =
      new Exchange("1,x", "GET:/version", 200, 0, Duration.ofMillis(1), null);

  private static final String EXAMPLE =
      """
      package example;

      import dev.luna.plugins.Plugin;
      import dev.luna.plugins.PluginContext;
      import java.nio.file.Files;
      import java.nio.file.Path;

      /** Writes down which routes were asked for. */
      public final class RouteLog implements Plugin {
        @Override
        public String name() {
          return "route-log";
        }

        @Override
        public void start(PluginContext context) {
          context.onRequest(
              exchange -> {
                try {
                  Files.writeString(Path.of("%s"), exchange.route());
                } catch (java.io.IOException e) {
                  throw new IllegalStateException(e);
                }
              });
        }
      }
      """;

  private static final String BROKEN =
      """
      package example;

      import dev.luna.plugins.Plugin;
      import dev.luna.plugins.PluginContext;

      public final class Broken implements Plugin {
        @Override
        public String name() {
          return "broken";
        }

        @Override
        public void start(PluginContext context) throws Exception {
          throw new Exception("no");
        }
      }
      """;

  private static final String TREACHEROUS =
      """
      package example;

      import dev.luna.plugins.Plugin;
      import dev.luna.plugins.PluginContext;

      public final class Treacherous implements Plugin {
        @Override
        public String name() {
          return "treacherous";
        }

        @Override
        public void start(PluginContext context) {
          context.onRequest(exchange -> { throw new IllegalStateException("later"); });
        }
      }
      """;

  @TempDir private Path directory;

  @Test
  void aPluginRunsAndIsToldOfRequests() throws IOException {
    Path log = directory.resolve("routes.txt");
    addJar("example.RouteLog", EXAMPLE.formatted(log));

    try (var plugins = Plugins.start(directory)) {
      plugins.answered(EXCHANGE);

      assertThat(plugins.statuses()).containsExactly(new Plugins.Status("route-log", true));
      assertThat(log).hasContent("GET:/version");
    }
  }

  @Test
  void aPluginThatThrowsIsShownAsNotRunningAndHarmsNobody() throws IOException {
    Path log = directory.resolve("routes.txt");
    addJar("example.RouteLog", EXAMPLE.formatted(log));
    addJar("example.Broken", BROKEN);
    addJar("example.Treacherous", TREACHEROUS);
    Files.writeString(directory.resolve("no.jar"), "this is no archive");

    try (var server =
        new TestServer(Map.of("PLUGINS.DIRECTORY", directory.toString()), null).start()) {
      assertThat(server.client().get("/version").status()).isEqualTo(200);

      var plugins = server.client().get("/plugins").json().path("plugins");
      assertThat(plugins.valueStream().map(p -> p.path("name").asString() + p.path("running")))
          .containsExactlyInAnyOrder("route-log1", "broken0", "treacherous0");
    }
  }

  @Test
  void withoutADirectoryThereAreNone() {
    try (var plugins = Plugins.start(directory.resolve("missing"))) {
      assertThat(plugins.statuses()).isEmpty();
    }
  }

  private void addJar(String name, String source) throws IOException {
    Path classes = Files.createTempDirectory(directory, "classes");
    Path file = classes.resolve(name.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                file.toString());
    assertThat(failed).isZero();
    Path jar = directory.resolve(name + ".jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String entry :
          List.of(name.replace('.', '/') + ".class", "META-INF/services/dev.luna.plugins.Plugin")) {
        out.putNextEntry(new JarEntry(entry));
        out.write(
            entry.endsWith(".class")
                ? Files.readAllBytes(classes.resolve(entry))
                : name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
  }
}
