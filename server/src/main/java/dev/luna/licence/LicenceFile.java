package dev.luna.licence;

import dev.luna.json.Json;
import dev.luna.signing.PublicKey;
import dev.luna.signing.Seal;
import dev.luna.signing.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The file with the licence. It is read again when it has changed. */
public final class LicenceFile {
  private static final long LARGEST = 1 << 20;

  private final Path path;
  private final @Nullable PublicKey key;
  private volatile @Nullable Seen last;

  /**
   * What the file says.
   *
   * @param problem why it cannot be believed; empty if it can
   * @param isThere false where there is no file and needs to be none
   */
  record Content(String problem, Terms terms, boolean isThere) {
    static Content broken(String problem) {
      return new Content(problem, Terms.NOTHING, true);
    }
  }

  private record Seen(FileTime time, long size, @Nullable Object identity, Content content) {}

  LicenceFile(Path path, @Nullable PublicKey key) {
    this.path = path;
    this.key = key;
  }

  Content read() {
    try {
      var now = Files.readAttributes(path, BasicFileAttributes.class);
      var before = last;
      if (before != null
          && before.time().equals(now.lastModifiedTime())
          && before.size() == now.size()
          && String.valueOf(before.identity()).equals(String.valueOf(now.fileKey()))) {
        return before.content();
      }
      var content =
          now.size() > LARGEST ? Content.broken("it is too large") : parse(Files.readString(path));
      last = new Seen(now.lastModifiedTime(), now.size(), now.fileKey(), content);
      return content;
    } catch (NoSuchFileException e) {
      return key == null
          ? new Content("", Terms.UNLIMITED, false)
          : Content.broken("there is no file " + path);
    } catch (IOException e) {
      return Content.broken("the file %s cannot be read".formatted(path));
    }
  }

  private Content parse(String text) {
    if (key == null) {
      return Content.broken("LICENCE.PUBLIC_KEY is not set, so that it cannot be checked");
    }
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(text);
    } catch (JacksonException e) {
      return Content.broken("it is not JSON");
    }
    var finding = Seal.check(json, List.of(key));
    if (!finding.problem().isEmpty()) {
      return Content.broken(finding.problem());
    }
    if (!finding.changes().isEmpty()) {
      return Content.broken(String.join(", ", finding.changes()));
    }
    try {
      return new Content("", Terms.of(json.path("features")), true);
    } catch (IllegalArgumentException e) {
      return Content.broken(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Writes a licence.
   *
   * @param features what it restricts
   * @throws UncheckedIOException if there is such a file already, or it cannot be written
   */
  public static void write(
      Path path, String customer, Instant issued, Map<Feature, Term> features, SigningKey key) {
    var json = Json.MAPPER.createObjectNode();
    json.put("customer", customer).put("issue_time", Json.time(issued));
    var terms = json.putObject("features");
    features.forEach((feature, term) -> terms.set(feature.key(), Json.MAPPER.valueToTree(term)));
    Seal.put(json, key);
    try {
      Files.writeString(
          path,
          Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n",
          java.nio.file.StandardOpenOption.CREATE_NEW,
          java.nio.file.StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be written".formatted(path), e);
    }
  }
}
