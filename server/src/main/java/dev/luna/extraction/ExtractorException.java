package dev.luna.extraction;

import org.jspecify.annotations.Nullable;

/** Nothing can be extracted now, which may pass. Neither a sample nor a model is to blame. */
public final class ExtractorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ExtractorException(String message) {
    this(message, null);
  }

  public ExtractorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
