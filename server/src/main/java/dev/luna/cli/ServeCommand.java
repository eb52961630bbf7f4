package dev.luna.cli;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.monitoring.Logging;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "serve", description = "Run the service (the default command).")
final class ServeCommand implements Runnable {
  @Mixin private CommonOptions common = new CommonOptions();

  @Option(names = "--host", description = "Address to listen on; 127.0.0.1 if not given.")
  private @Nullable String host;

  @Option(names = "--port", description = "Port to listen on; 5010 if not given, 0 for a free one.")
  private @Nullable String port;

  @Option(
      names = "--role",
      description = "all, api (serves, runs no tasks) or worker (runs tasks, serves health only).")
  private @Nullable String role;

  @Override
  public void run() {
    var config = common.config(flags());
    Logging.configure(config.logger());
    var server = Server.start(config, Surroundings.real());
    var log = LoggerFactory.getLogger(ServeCommand.class);
    log.info("Luna Admin answers at {}", server.address());
    server.notices().forEach(log::warn);
    stopOnSignal(server);
  }

  private Map<String, String> flags() {
    var flags = new LinkedHashMap<String, String>();
    put(flags, "HTTP.HOST", host);
    put(flags, "HTTP.PORT", port);
    put(flags, "TASKS.ROLE", role);
    return flags;
  }

  private static void put(Map<String, String> flags, String name, @Nullable String value) {
    if (value != null) {
      flags.put(name, value);
    }
  }

  /** Waits for SIGTERM or SIGINT, lets what runs come to its end, and exits with 0. */
  private static void stopOnSignal(Server server) {
    var stop =
        new Thread(
            () -> {
              server.close();
              // A stop on demand is a success, while the JVM would report the signal.
              Runtime.getRuntime().halt(0);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
