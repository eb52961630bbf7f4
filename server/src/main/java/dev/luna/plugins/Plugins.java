package dev.luna.plugins;

import dev.luna.http.Exchange;
import dev.luna.http.ExchangeListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of a directory. Nothing that a plugin does reaches the service: what it throws is
 * logged and makes it not running, and one that does not come back from its start is left behind.
 */
public final class Plugins implements ExchangeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
  private static final Duration LONGEST_STEP = Duration.ofSeconds(5);

  private final List<Loaded> loaded = new ArrayList<>();
  private final @Nullable URLClassLoader classes;

  private Plugins(@Nullable URLClassLoader classes) {
    this.classes = classes;
  }

  /** A plugin and whether it runs. */
  public record Status(String name, boolean running) {}

  /**
   * Loads and starts the plugins of all jars in {@code directory}; there may be no such directory.
   */
  public static Plugins start(Path directory) {
    var jars = jars(directory);
    if (jars.isEmpty()) {
      return new Plugins(null);
    }
    var classes = new URLClassLoader(jars.toArray(URL[]::new), Plugins.class.getClassLoader());
    var plugins = new Plugins(classes);
    plugins.load(classes);
    plugins.loaded.forEach(Loaded::start);
    return plugins;
  }

  public List<Status> statuses() {
    return loaded.stream().map(plugin -> new Status(plugin.name, plugin.running)).toList();
  }

  @Override
  public void answered(Exchange exchange) {
    loaded.forEach(plugin -> plugin.answered(exchange));
  }

  @Override
  public void close() {
    loaded.forEach(Loaded::stop);
    if (classes != null) {
      try {
        classes.close();
      } catch (IOException e) {
        LOG.warn("the plugins' jars could not be closed: {}", e.toString());
      }
    }
  }

  private void load(URLClassLoader classes) {
    var found = ServiceLoader.load(Plugin.class, classes).iterator();
    while (true) {
      try {
        if (!found.hasNext()) {
          return;
        }
        loaded.add(new Loaded(found.next()));
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        LOG.error("a plugin in {} cannot be loaded and is left out", (Object) classes.getURLs(), e);
      }
    }
  }

  private static List<URL> jars(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .map(Plugins::url)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("plugin directory " + directory + " cannot be read", e);
    }
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Loaded implements PluginContext {
    private final Plugin plugin;
    private final String name;
    private final List<ExchangeListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean running;

    Loaded(Plugin plugin) {
      this.plugin = plugin;
      this.name = plugin.name();
    }

    @Override
    public void onRequest(ExchangeListener listener) {
      listeners.add(listener);
    }

    void start() {
      limited("start", () -> plugin.start(this), true);
    }

    private void limited(String what, Step step, boolean runningAfter) {
      var working =
          Thread.ofPlatform()
              .daemon()
              .name("plugin " + name)
              .start(() -> guarded(what, step, runningAfter));
      try {
        if (!working.join(LONGEST_STEP)) {
          LOG.error("plugin {} does not come back from its {} and is left behind", name, what);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void answered(Exchange exchange) {
      if (running) {
        listeners.forEach(listener -> guarded("listen", () -> listener.answered(exchange), true));
      }
    }

    void stop() {
      if (running) {
        limited("stop", plugin::stop, false);
      }
    }

    private interface Step {
      void run() throws Exception;
    }

    private void guarded(String what, Step step, boolean runningAfter) {
      try {
        step.run();
        running = runningAfter;
      } catch (Throwable e) {
        running = false;
        LOG.error("plugin {} failed to {} and does not run any more", name, what, e);
      }
    }
  }
}
