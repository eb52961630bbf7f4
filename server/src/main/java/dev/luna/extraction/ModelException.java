package dev.luna.extraction;

import org.jspecify.annotations.Nullable;

/**
 * A network cannot be used until the operator mends something. The message is for the operator: it
 * names the setting, the models file, the model, and what is wrong.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    this(message, null);
  }

  public ModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
