package dev.luna.imagestore;

import java.nio.file.Path;
import java.util.List;

/**
 * Where objects lie: {@code images/01/99/a7/0199a7…}. A short key is filled up with {@code -}, the
 * smallest character of a key, so that directories sort as the keys in them do.
 */
record DiskLayout(Path root) {
  /** Levels of directories between a bucket and its objects. */
  static final int LEVELS = 3;

  private static final String FILLING = "-".repeat(2 * LEVELS);

  /** Where objects are written before they get their name: the same file system. */
  Path incoming() {
    return root.resolve(".incoming");
  }

  Path bucket(Bucket bucket) {
    return root.resolve(bucket.wireName());
  }

  Path file(Bucket bucket, String key) {
    Path directory = bucket(bucket);
    for (String name : directories(key)) {
      directory = directory.resolve(name);
    }
    return directory.resolve(key);
  }

  /** Names of the directories above an object, outermost first. */
  static List<String> directories(String key) {
    String filled = key + FILLING;
    return List.of(filled.substring(0, 2), filled.substring(2, 4), filled.substring(4, 6));
  }
}
