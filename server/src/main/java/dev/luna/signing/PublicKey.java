package dev.luna.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The half of an Ed25519 key that checks signatures; everybody may know it. */
public final class PublicKey {
  private static final int ID_LENGTH = 8;

  private final java.security.PublicKey key;

  PublicKey(java.security.PublicKey key) {
    this.key = key;
  }

  /**
   * A key from its Base64 or PEM.
   *
   * @throws IllegalArgumentException if it is none; the text is not repeated
   */
  public static PublicKey parse(String text) {
    try {
      return new PublicKey(
          KeyFactory.getInstance(SigningKey.ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Pem.read(text))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("this is no public Ed25519 key", e);
    }
  }

  /** The key on one line, as a setting takes it. */
  public String text() {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  /** A short name of the key, made from it. */
  public String id() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_LENGTH));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean verifies(byte[] message, byte[] signature) {
    try {
      var check = Signature.getInstance(SigningKey.ALGORITHM);
      check.initVerify(key);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      // Also a signature that does not even have the length of one.
      return false;
    }
  }
}
