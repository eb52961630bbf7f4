package dev.luna.http;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;

/** The server's certificate with its chain, and its key: two PEM files. */
public final class Certificate {
  private final Keys keys;

  private Certificate(Keys keys) {
    this.keys = keys;
  }

  /**
   * @throws IllegalArgumentException in words for the operator, if the files cannot be used
   */
  public static Certificate read(Path certificates, Path key) {
    for (Path file : new Path[] {certificates, key}) {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException("%s cannot be read".formatted(file));
      }
    }
    Keys keys;
    try {
      keys =
          Keys.builder()
              .pem(pem -> pem.certChain(Resource.create(certificates)).key(Resource.create(key)))
              .build();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "%s has to hold certificates and %s a PKCS #8 key without a password, as PEM"
              .formatted(certificates, key),
          e);
    }
    if (keys.certChain().isEmpty() || keys.privateKey().isEmpty()) {
      throw new IllegalArgumentException("%s or %s is empty".formatted(certificates, key));
    }
    var read = new Certificate(keys);
    if (!read.fits()) {
      throw new IllegalArgumentException(
          "%s is not the key of the first certificate in %s".formatted(key, certificates));
    }
    return read;
  }

  Tls tls() {
    return Tls.builder().privateKey(keys).privateKeyCertChain(keys).build();
  }

  /** Whether what the key signs can be verified by the certificate. */
  private boolean fits() {
    var key = keys.privateKey().orElseThrow();
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
          };
      byte[] text = {1, 2, 3};
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(keys.certChain().getFirst());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
