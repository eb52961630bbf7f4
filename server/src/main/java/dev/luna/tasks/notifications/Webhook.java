package dev.luna.tasks.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The headers of Standard Webhooks, by which a receiver knows who called and what it has got
 * already.
 *
 * @param keys to sign with: the one in use, and older ones that receivers may still know
 */
public record Webhook(List<byte[]> keys) {
  private static final String ALGORITHM = "HmacSHA256";

  /**
   * Headers of a call.
   *
   * @param id of the notification, the same each time that it is sent
   */
  Map<String, String> headers(UUID id, Instant time, String body) {
    String messageId = "msg_" + id;
    String seconds = String.valueOf(time.getEpochSecond());
    String signed = messageId + "." + seconds + "." + body;
    String signatures =
        keys.stream().map(key -> "v1," + signature(key, signed)).collect(Collectors.joining(" "));
    return Map.of(
        "webhook-id", messageId, "webhook-timestamp", seconds, "webhook-signature", signatures);
  }

  /** A key in the form that receivers' libraries take. */
  public static String text(byte[] key) {
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }

  private static String signature(byte[] key, String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
