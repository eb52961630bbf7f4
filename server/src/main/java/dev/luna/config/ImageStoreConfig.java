package dev.luna.config;

import java.nio.file.Path;

/** Section IMAGE_STORE: where pictures and other large objects are kept, and which are taken. */
public record ImageStoreConfig(
    @Setting("DISK, S3, MEMORY (ends with the process) or NONE") Type type,
    @Setting("Directory of DISK; empty is images in the data directory") Path directory,
    @Setting("Address of S3, as https://host:port; empty is Amazon's own") String s3Endpoint,
    @Setting("Region of S3") String s3Region,
    @Setting("Access key of S3") String s3AccessKey,
    @Setting("Secret key of S3") Secret s3SecretKey,
    @Setting("Whether the bucket is in the path of an address, not in the host")
        boolean s3PathStyle,
    @Setting("What the names of the S3 buckets begin with") String s3BucketPrefix,
    @Setting(value = "Largest image that is taken, in bytes", min = 1024, max = 1 << 30)
        int maxImageSize,
    @Setting(
            value =
                "Most pixels of an image that is taken; one being decoded needs up to 11 bytes each",
            min = 1 << 16,
            max = 200_000_000)
        int maxImagePixels) {

  /** No directory of its own: the objects are kept in the data directory. */
  public static final Path IN_DATA_DIR = Path.of("");

  static final ImageStoreConfig DEFAULT =
      new ImageStoreConfig(
          Type.DISK, IN_DATA_DIR, "", "us-east-1", "", Secret.NONE, true, "", 15 << 20, 20_000_000);

  /** What keeps the objects. */
  public enum Type {
    DISK,
    S3,
    MEMORY,
    NONE
  }
}
