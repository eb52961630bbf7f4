package dev.luna.sysinfo;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.config.Config;
import dev.luna.config.ImageStoreConfig;
import dev.luna.extraction.Extractor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Versions of the parts of the platform that this installation runs, by the platform's names. They
 * are parts of one product here, so they have its version.
 */
public final class Versions {
  private static final int ADMIN = 4;
  private static final int PLATFORM = 6;

  private static final List<String> BUCKETS =
      List.of("task-results", "faces-samples", "bodies-samples", "images");

  private final Config config;
  private final Extractor extractor;

  public Versions(Config config, Extractor extractor) {
    this.config = config;
    this.extractor = extractor;
  }

  /**
   * @param api version of its API; null for the platform
   */
  public record Version(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer api,
      int major,
      int minor,
      int patch) {
    /** As people write it: {@code 1.2.3}. */
    public String text() {
      return "%d.%d.%d".formatted(major, minor, patch);
    }
  }

  /** By the names of the parts. */
  public Map<String, Version> byPart() {
    var all = new LinkedHashMap<String, Version>();
    all.put("luna-admin", version(ADMIN));
    all.put("luna-accounts", version(ADMIN));
    all.put("luna-tasks", version(ADMIN));
    all.put("luna-licenses", version(ADMIN));
    all.put("luna-api", version(PLATFORM));
    all.put("luna-faces", version(PLATFORM));
    all.put("luna-events", version(PLATFORM));
    if (config.imageStore().type() != ImageStoreConfig.Type.NONE) {
      BUCKETS.forEach(bucket -> all.put("luna-image-store-" + bucket, version(PLATFORM)));
    }
    if (!extractor.models().isEmpty()) {
      all.put("luna-remote-sdk", version(PLATFORM));
    }
    all.put("LUNA PLATFORM", version(null));
    return all;
  }

  private static Version version(@Nullable Integer api) {
    var product = ServiceVersion.current();
    return new Version(api, product.major(), product.minor(), product.patch());
  }
}
