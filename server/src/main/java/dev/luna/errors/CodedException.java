package dev.luna.errors;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure that the caller is told about, with a code of the contract and a filled-in detail. */
public final class CodedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final @Nullable Duration retryAfter;

  /**
   * @param values fill the {@code {}} of the code's detail, in order
   */
  public CodedException(ErrorCode code, Object... values) {
    this(code, null, values);
  }

  private CodedException(ErrorCode code, @Nullable Duration retryAfter, Object... values) {
    super(fill(code.detail(), values));
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** A refusal that ends by itself: the reply names the pause in {@code Retry-After}. */
  public static CodedException retryable(ErrorCode code, Duration after, Object... values) {
    return new CodedException(code, after, values);
  }

  public ErrorCode code() {
    return code;
  }

  /** The filled-in detail. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  private static String fill(String template, Object... values) {
    var text = new StringBuilder();
    int from = 0;
    for (Object value : values) {
      int hole = template.indexOf("{}", from);
      text.append(template, from, hole).append(value);
      from = hole + 2;
    }
    return text.append(template.substring(from)).toString();
  }
}
