package dev.luna.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A key of the installation, from which those for each purpose are derived. */
final class Key {
  static final int LENGTH = 32;
  private static final int ID_LENGTH = 8;

  private final byte[] bytes;
  private final String id;
  private final SecretKey cipherKey;

  /**
   * @throws IllegalArgumentException if it has not 32 bytes
   */
  Key(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a key has " + LENGTH + " bytes");
    }
    this.bytes = bytes.clone();
    this.id = HexFormat.of().formatHex(derive("id", ID_LENGTH));
    this.cipherKey = new SecretKeySpec(derive("secrets", LENGTH), "AES");
  }

  /** Tells keys apart and says nothing about them. */
  String id() {
    return id;
  }

  SecretKey cipherKey() {
    return cipherKey;
  }

  byte[] webhookKey() {
    return derive("webhooks", LENGTH);
  }

  String text() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private byte[] derive(String purpose, int length) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(bytes)
                  .thenExpand(("luna-admin " + purpose).getBytes(StandardCharsets.UTF_8), length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
