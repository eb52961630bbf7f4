package dev.luna.imagestore;

import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Failures of S3 in words that hold no credentials: only what is known to hold none is repeated.
 */
final class S3Failure {
  private S3Failure() {}

  /**
   * @param what completes "image store cannot"
   */
  static ImageStoreException of(String what, SdkException e) {
    return new ImageStoreException("image store cannot %s: %s".formatted(what, reason(e)), e);
  }

  private static String reason(SdkException e) {
    if (e instanceof AwsServiceException refusal) {
      var details = refusal.awsErrorDetails();
      String code = details == null ? "" : " " + details.errorCode();
      return "S3 answered %d%s".formatted(refusal.statusCode(), code);
    }
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return root instanceof IOException
        ? "S3 is away, " + root
        : "S3 is away, " + root.getClass().getSimpleName();
  }
}
