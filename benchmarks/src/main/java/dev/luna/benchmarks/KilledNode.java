package dev.luna.benchmarks;

import dev.luna.db.DatabaseAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * A node in a process of its own that works on an endless subtask until it is killed.
 *
 * @param task its id
 */
record KilledNode(Process process, long task) {
  /** Arguments: address, user and password of the database. */
  public static void main(String[] arguments) throws InterruptedException {
    var address = new DatabaseAddress(arguments[0], arguments[1], arguments[2]);
    var begun = new CountDownLatch(1);
    try (var node = new Node(address, new Nothing(begun::countDown), 1)) {
      long task = node.submit(1, Integer.MAX_VALUE);
      begun.await();
      System.out.println(task);
      Thread.currentThread().join();
    }
  }

  /** Returns when it works. */
  static KilledNode start(DatabaseAddress address) throws IOException {
    var process =
        new ProcessBuilder(
                Servers.java(),
                "-Xmx256m",
                "-Djava.util.logging.config.file=/dev/null",
                "-cp",
                System.getProperty("java.class.path"),
                KilledNode.class.getName(),
                address.url(),
                address.user(),
                address.password())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines = process.inputReader();
    return new KilledNode(process, Long.parseLong(lines.readLine()));
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    int _ = process.waitFor();
  }
}
