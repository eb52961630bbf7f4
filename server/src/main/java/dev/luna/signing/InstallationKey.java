package dev.luna.signing;

import dev.luna.secrets.Vault;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key that this installation signs with, made when it is first needed; all nodes share it. */
public final class InstallationKey {
  private final SigningKeyStore store;
  private final Vault vault;
  private final InstantSource clock;
  private final SecureRandom random;
  private volatile @Nullable SigningKey known;

  public InstallationKey(
      SigningKeyStore store, Vault vault, InstantSource clock, SecureRandom random) {
    this.store = store;
    this.vault = vault;
    this.clock = clock;
    this.random = random;
  }

  public SigningKey get() {
    var key = known;
    if (key == null) {
      key = store.current(this::read, this::fresh);
      known = key;
    }
    return key;
  }

  /** Encrypts the private half with the vault's key in use; what cannot be read stays as it is. */
  public static String resealed(String text, Vault vault) {
    try {
      return vault.seal(vault.reveal(text));
    } catch (Vault.UnreadableException e) {
      return text;
    }
  }

  private List<SigningKey> read(String text) {
    try {
      return List.of(SigningKey.parse(vault.reveal(text)));
    } catch (Vault.UnreadableException e) {
      // The installation's keys were lost and forgotten: it gets a new key to sign with.
      return List.of();
    }
  }

  private SigningKeyStore.Stored fresh() {
    var key = SigningKey.generate(random);
    var open = key.publicKey();
    return new SigningKeyStore.Stored(
        open.id(), open.text(), vault.seal(key.reveal()), clock.instant());
  }
}
