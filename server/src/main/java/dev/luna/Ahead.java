package dev.luna;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Something that is made on a thread of its own, while others are made that do not need it yet. */
final class Ahead<T> {
  private final FutureTask<T> making;

  private Ahead(Supplier<T> maker) {
    this.making = new FutureTask<>(maker::get);
  }

  /** Begins to make it. */
  static <T> Ahead<T> of(Supplier<T> maker) {
    var ahead = new Ahead<T>(maker);
    var _ = Thread.ofPlatform().daemon().name("ahead").start(ahead.making);
    return ahead;
  }

  /**
   * Waits for it.
   *
   * @throws RuntimeException that making it has thrown
   */
  T get() {
    try {
      return making.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the service started", e);
    }
  }
}
