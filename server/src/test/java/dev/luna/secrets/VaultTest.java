package dev.luna.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("deep/secrets.keys");
  }

  @Test
  void whatIsSealedCanBeReadByWhoHasTheFile() {
    String sealed = Vault.open(file).seal("pässword");

    assertThat(sealed).doesNotContain("ssword");
    assertThat(Vault.open(file).reveal(sealed)).isEqualTo("pässword");
  }

  @Test
  void theSameSecretLooksDifferentEachTime() {
    var vault = Vault.open(file);

    assertThat(vault.seal("a")).isNotEqualTo(vault.seal("a"));
  }

  @Test
  void theFileIsPrivate() throws IOException {
    Vault.open(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void processesThatStartTogetherHaveOneKey() {
    var ids =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(_ -> Vault.open(file).keyIds())
            .distinct()
            .toList();

    assertThat(ids).hasSize(1);
  }

  @Test
  void anotherKeyReadsNothing() {
    String sealed = Vault.open(file).seal("secret");
    var stranger = Vault.open(directory.resolve("other"));

    assertThatThrownBy(() -> stranger.reveal(sealed)).isInstanceOf(Vault.UnreadableException.class);
  }

  @Test
  void whatWasTamperedWithIsNotRead() {
    var vault = Vault.open(file);
    String sealed = vault.seal("secret");
    int middle = sealed.length() / 2;
    char other = sealed.charAt(middle) == 'A' ? 'B' : 'A';

    for (String bad :
        new String[] {
          sealed.substring(0, middle) + other + sealed.substring(middle + 1),
          sealed.substring(0, sealed.indexOf('.') + 1),
          sealed.substring(0, sealed.indexOf('.') + 1) + "AAAA",
          sealed.substring(sealed.indexOf('.') + 1),
          ""
        }) {
      assertThatThrownBy(() -> vault.reveal(bad))
          .as(bad)
          .isInstanceOf(Vault.UnreadableException.class);
    }
  }

  @Test
  void aNewKeyIsUsedAndTheOldOneStillRead() {
    var vault = Vault.open(file);
    var other = Vault.open(file);
    String before = vault.seal("before");
    byte[] signing = vault.webhookKeys().getFirst();

    vault.rotate();

    assertThat(vault.keyIds()).hasSize(2);
    assertThat(vault.webhookKeys()).hasSize(2).last().isEqualTo(signing);
    assertThat(vault.reveal(before)).isEqualTo("before");
    // Another process learns of the new key when it meets it.
    assertThat(other.reveal(vault.seal("after"))).isEqualTo("after");
  }

  @Test
  void aFileThatHoldsNoKeysIsNotReplaced() throws IOException {
    for (String content : new String[] {"", "# nothing\n", "short\n", "not base64 !\n"}) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);

      assertThatThrownBy(() -> Vault.open(file))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("SECRETS.KEY_FILE")
          .satisfies(failure -> {
            if (!content.isBlank()) {
              assertThat(failure.getMessage()).doesNotContain(content.strip());
            }
          });
      assertThat(Files.readString(file)).isEqualTo(content);
    }
  }
}
