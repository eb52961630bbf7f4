package dev.luna.secrets;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts secrets before they are stored, with AES-256 in GCM under the installation's key, and
 * reads them again. The keys are in a file outside of the database, so that neither of the two is
 * enough to learn a secret.
 */
public final class Vault {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;

  private final KeyFile file;
  private final SecureRandom random = new SecureRandom();
  private volatile List<Key> keys;

  private Vault(KeyFile file) {
    this.file = file;
    this.keys = file.open();
  }

  /**
   * Opens the file of keys, and makes it with a first key where there is none.
   *
   * @throws java.io.UncheckedIOException if that is not possible
   */
  public static Vault open(Path file) {
    return new Vault(new KeyFile(file));
  }

  /** A secret that cannot be read: its key is gone, or it was tampered with. */
  public static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /** The text, encrypted with the key in use: {@code <id of the key>.<Base64>}. */
  public String seal(String text) {
    var key = keys.getFirst();
    byte[] nonce = new byte[NONCE_LENGTH];
    random.nextBytes(nonce);
    try {
      var cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, key.cipherKey(), new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = new byte[nonce.length + sealed.length];
      System.arraycopy(nonce, 0, all, 0, nonce.length);
      System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
      return key.id() + "." + Base64.getEncoder().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What {@link #seal} was given.
   *
   * @throws UnreadableException if its key is not in the file
   */
  public String reveal(String sealed) {
    int dot = sealed.indexOf('.');
    var key = key(sealed.substring(0, Math.max(dot, 0)));
    try {
      byte[] all = Base64.getDecoder().decode(sealed.substring(dot + 1));
      var cipher = Cipher.getInstance(CIPHER);
      cipher.init(
          Cipher.DECRYPT_MODE,
          key.cipherKey(),
          new GCMParameterSpec(TAG_BITS, all, 0, NONCE_LENGTH));
      return new String(
          cipher.doFinal(all, NONCE_LENGTH, all.length - NONCE_LENGTH), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnreadableException("a stored secret is damaged");
    }
  }

  /** Puts a new key into use; what is sealed with older ones can still be read. */
  public void rotate() {
    file.rotate();
    keys = file.open();
  }

  /** Ids of the keys, that of the one in use first. */
  public List<String> keyIds() {
    return keys.stream().map(Key::id).toList();
  }

  /** Keys to sign webhooks with, one for each key of the installation, the one in use first. */
  public List<byte[]> webhookKeys() {
    return keys.stream().map(Key::webhookKey).toList();
  }

  private Key key(String id) {
    return find(id)
        .or(() -> {
          // Another process may have put a new key into use.
          keys = file.open();
          return find(id);
        })
        .orElseThrow(
            () -> new UnreadableException("a stored secret cannot be read: its key is not here"));
  }

  private Optional<Key> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
