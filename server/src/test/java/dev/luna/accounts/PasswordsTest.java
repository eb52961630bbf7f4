package dev.luna.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
  private final Passwords passwords = new Passwords(2);

  @Test
  void hashesAreArgon2idWithTheStatedCost() {
    assertThat(passwords.hash("secret")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
  }

  @Test
  void onlyTheRightPasswordMatches() {
    String hash = passwords.hash("secret");

    assertThat(passwords.matches("secret", hash)).isTrue();
    assertThat(passwords.matches("Secret", hash)).isFalse();
    assertThat(passwords.matches("", hash)).isFalse();
    assertThat(passwords.hash("secret")).isNotEqualTo(hash);
  }

  /** The hashes are those of the reference implementation's command, {@code argon2}. */
  @Test
  void hashesOfOthersMatch() {
    assertThat(
            passwords.matches(
                "secret",
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA"
                    + "$14ukWqiThj4Xz77NYv01V28GbBZHY9AaZwsFswQFO0U"))
        .isTrue();
    assertThat(
            passwords.matches(
                "pässwörd",
                "$argon2id$v=19$m=32768,t=2,p=2$c29tZXNhbHRzb21lc2FsdA"
                    + "$BT7sUcwPo35LgD20z/IYbr83/QiNVIMmeSNetKjaTpw"))
        .isTrue();
  }

  @Test
  void noPasswordMatchesAnUnusableHash() {
    assertThat(passwords.matches("", Passwords.UNUSABLE)).isFalse();
    assertThat(passwords.matchesDecoy("a password that nobody has")).isFalse();
    assertThat(Passwords.isHash(Passwords.DECOY)).isTrue();
  }

  @Test
  void hashesFromOutsideAreLookedAt() {
    assertThat(Passwords.isHash(passwords.hash("secret"))).isTrue();
    assertThat(Passwords.isHash("$argon2id$nonsense")).isFalse();
    assertThat(Passwords.isHash("secret")).isFalse();
    String hash = "A".repeat(43);
    assertThat(Passwords.isHash("$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + hash))
        .isTrue();
    assertThat(Passwords.isHash("$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(21) + "$" + hash))
        .as("a salt that no bytes give")
        .isFalse();
    assertThat(Passwords.isHash("$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(10) + "$" + hash))
        .as("a salt of seven bytes")
        .isFalse();
    assertThat(Passwords.isHash("$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(87) + "$" + hash))
        .as("a salt of more than 64 bytes")
        .isFalse();
    assertThat(Passwords.isHash("$argon2id$v=19$m=999999999,t=2,p=1$AAAAAAAAAAA$" + hash))
        .as("more memory than there may be")
        .isFalse();
  }
}
