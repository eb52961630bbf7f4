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
  }
}
