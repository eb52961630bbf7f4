package dev.luna.imagestore;

import org.jspecify.annotations.Nullable;

/** The storage failed or is away. The message may be shown: it never carries credentials. */
public final class ImageStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ImageStoreException(String message) {
    super(message);
  }

  public ImageStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
