package dev.luna.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** The product as a process of its own. */
public final class LunaProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("answers at (http://\\S+)");

  private final Process process;
  private final Path output;

  private LunaProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a command. */
  public static LunaProcess start(Map<String, String> environment, List<String> arguments) {
    return start(environment, arguments, null);
  }

  /**
   * @param input file for standard input; null for none
   */
  public static LunaProcess start(
      Map<String, String> environment,
      List<String> arguments,
      @org.jspecify.annotations.Nullable Path input) {
    try {
      Path output = Files.createTempFile("luna-admin", ".log");
      var command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx512m",
                  // Processes of tests live for seconds: they start in half the time so.
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.luna.Main"));
      command.addAll(arguments);
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      if (input != null) {
        builder.redirectInput(input.toFile());
      }
      builder.environment().putAll(environment);
      return new LunaProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts to serve with these settings and waits until it answers. */
  public static LunaProcess serve(Map<String, String> settings) {
    var arguments = new ArrayList<>(List.of("serve"));
    settings.forEach((name, value) -> arguments.add("--set=%s=%s".formatted(name, value)));
    var started = start(Map.of(), arguments);
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> ADDRESS.matcher(started.output()).find() || !started.isAlive());
    } catch (ConditionTimeoutException e) {
      started.kill();
      throw new AssertionError("does not answer in time: " + started.output(), e);
    }
    if (!started.isAlive()) {
      throw new IllegalStateException(started.output());
    }
    return started;
  }

  /** A client for the address that it printed. */
  public Client client() {
    var matcher = ADDRESS.matcher(output());
    if (!matcher.find()) {
      throw new IllegalStateException(output());
    }
    return new Client(URI.create(matcher.group(1))).as("root@visionlabs.ai", "root");
  }

  /** Exit code of a command that ends by itself. */
  public int join() {
    try {
      if (!process.waitFor(Duration.ofSeconds(120))) {
        process.destroyForcibly();
        throw new IllegalStateException("does not end: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM. */
  public void stop() {
    process.destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** SIGSTOP: it does nothing, and does not know it. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    join();
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String name) {
    try {
      int _ =
          new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
