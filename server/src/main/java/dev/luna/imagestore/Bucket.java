package dev.luna.imagestore;

import java.util.Arrays;
import java.util.Optional;

/** What an object is for; each bucket has keys of its own. */
public enum Bucket {
  FACES_SAMPLES("faces-samples"),
  BODIES_SAMPLES("bodies-samples"),
  IMAGES("images"),
  TASK_RESULTS("task-results");

  private final String wireName;

  Bucket(String wireName) {
    this.wireName = wireName;
  }

  /** Its name in addresses, in directories, and in S3 after the prefix. */
  public String wireName() {
    return wireName;
  }

  /** The bucket with this wire name. */
  public static Optional<Bucket> of(String wireName) {
    return Arrays.stream(values()).filter(bucket -> bucket.wireName.equals(wireName)).findFirst();
  }
}
