package dev.luna.transfer;

import dev.luna.imagestore.Bucket;
import dev.luna.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** How images lie beside lines: {@code faces-samples/<id>.jpg}, in a directory or in a tar. */
final class ImageFiles {
  /** Names of the buckets that images can be in. */
  static final List<String> BUCKETS =
      List.of(
          Bucket.FACES_SAMPLES.wireName(),
          Bucket.BODIES_SAMPLES.wireName(),
          Bucket.IMAGES.wireName());

  private static final Pattern NAME = Pattern.compile("(" + Json.ID + ")(?:\\.[a-z]{3,4})?");

  private ImageFiles() {}

  /** An image by the place of its file. */
  record Named(Bucket bucket, UUID imageId) {}

  /** The image that a file is; empty for other files. */
  static Optional<Named> parse(Path file) {
    Path directory = file.getParent();
    if (directory == null || directory.getFileName() == null) {
      return Optional.empty();
    }
    var name = NAME.matcher(file.getFileName().toString());
    String bucket = directory.getFileName().toString();
    return name.matches() && BUCKETS.contains(bucket)
        ? Bucket.of(bucket).map(known -> new Named(known, UUID.fromString(name.group(1))))
        : Optional.empty();
  }

  static String name(Bucket bucket, UUID imageId) {
    return "%s/%s.jpg".formatted(bucket.wireName(), imageId);
  }
}
