package dev.luna.cli;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.monitoring.Logging;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /** Waits for SIGTERM or SIGINT, then lets what runs come to its end. */
  private static void stopOnSignal(Server server) {
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopped.countDown();
                },
                "shutdown"));
    try {
      while (!stopped.await(1, TimeUnit.DAYS)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
