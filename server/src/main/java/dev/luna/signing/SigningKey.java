package dev.luna.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;

/** An Ed25519 key. It never prints. */
public final class SigningKey {
  static final String ALGORITHM = "Ed25519";

  private final PrivateKey secret;
  private final PublicKey open;

  private SigningKey(PrivateKey secret) {
    this.secret = secret;
    this.open = derive(secret);
  }

  public static SigningKey generate(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, random);
      return new SigningKey(generator.generateKeyPair().getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A key from its PEM (PKCS #8).
   *
   * @throws IllegalArgumentException if it is none; the text is not repeated
   */
  public static SigningKey parse(String text) {
    try {
      var key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(Pem.read(text)));
      return new SigningKey(key);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("this is no private Ed25519 key", e);
    }
  }

  /** The key with its secret; the caller keeps it out of logs and replies. */
  public String reveal() {
    return Pem.write("PRIVATE KEY", secret.getEncoded());
  }

  /** The other half. */
  public PublicKey publicKey() {
    return open;
  }

  private static PublicKey derive(PrivateKey secret) {
    try {
      // The generator gives as public key what it computes from its random bytes, which are the
      // seed that a private key holds.
      byte[] seed = ((EdECPrivateKey) secret).getBytes().orElseThrow();
      var generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      return new PublicKey(generator.generateKeyPair().getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] sign(byte[] message) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Seed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
