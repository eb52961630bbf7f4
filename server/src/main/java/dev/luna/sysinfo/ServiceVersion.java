package dev.luna.sysinfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Version of this service.
 *
 * @param api version of the Admin API, as in its path prefix
 */
public record ServiceVersion(int api, int major, int minor, int patch) {
  private static final int API = 4;

  /** The version that was built. */
  public static ServiceVersion current() {
    try (var in = ServiceVersion.class.getResourceAsStream("/version.properties")) {
      var properties = new Properties();
      properties.load(in);
      String[] parts = properties.getProperty("version").replaceFirst("-.*", "").split("\\.", -1);
      return new ServiceVersion(
          API, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As people write it: {@code 1.2.3}. */
  public String text() {
    return "%d.%d.%d".formatted(major, minor, patch);
  }
}
