package dev.luna;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Something that is made beside others that do not need it yet, or when somebody needs it. */
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

  /** Does not begin yet: whoever asks first makes it. */
  static <T> Ahead<T> onDemand(Supplier<T> maker) {
    return new Ahead<>(maker);
  }

  /**
   * Waits for it.
   *
   * @throws RuntimeException that making it has thrown
   */
  T get() {
    // Does nothing where another thread is at it, or was.
    making.run();
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

  /** Waits for it like {@link #get}; empty where making it has failed. */
  Optional<T> made() {
    try {
      return Optional.of(get());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
