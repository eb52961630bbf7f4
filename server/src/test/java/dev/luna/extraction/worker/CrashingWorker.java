package dev.luna.extraction.worker;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A worker that some samples do harm to, as native code may come to. */
public final class CrashingWorker {
  static final String CRASH = "crash";
  static final String HANG = "hang";

  private CrashingWorker() {}

  public static void main(String[] arguments) {
    Worker.run(
        arguments,
        decoder ->
            sample -> {
              if (isMarked(sample, CRASH)) {
                Runtime.getRuntime().halt(77);
              }
              if (isMarked(sample, HANG)) {
                hang();
              }
              return decoder.decode(sample);
            });
  }

  private static boolean isMarked(byte[] sample, String mark) {
    return new String(sample, StandardCharsets.ISO_8859_1).endsWith(mark);
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
