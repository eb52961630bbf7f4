package dev.luna.extraction.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How a worker is started.
 *
 * @param mainClass {@link Worker}, but in tests
 * @param memory of its heap, in MiB
 */
record WorkerCommand(String mainClass, int memory, WorkerSettings settings) {
  /** What native libraries look for; the rest may hold secrets, and pictures are hostile. */
  private static final Set<String> VARIABLES =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH");

  private static final String CUDA = "CUDA_";
  private static final String NVIDIA = "NVIDIA_";

  /**
   * @param scratch where native libraries are unpacked
   */
  Process start(Path scratch) throws IOException {
    var builder = new ProcessBuilder(command(scratch));
    builder
        .environment()
        .keySet()
        .removeIf(name ->
            !VARIABLES.contains(name) && !name.startsWith(CUDA) && !name.startsWith(NVIDIA));
    // Not as an argument: the runtime reads the command line, and dies of one that is very long.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    // From 1.29 on the runtime tells its makers how it is used, unless it is told not to.
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    return builder.start();
  }

  private List<String> command(Path scratch) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx%dm".formatted(memory),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                // Standard output carries messages and nothing else.
                "-XX:+DisplayVMOutputToStderr",
                "-XX:ErrorFile=" + scratch.resolve("crash.log"),
                "-XX:-CreateCoredumpOnCrash",
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + scratch,
                "--enable-native-access=ALL-UNNAMED",
                mainClass));
    command.addAll(settings.arguments());
    return command;
  }
}
