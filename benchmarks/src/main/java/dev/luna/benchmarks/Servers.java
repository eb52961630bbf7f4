package dev.luna.benchmarks;

import dev.luna.Server;
import dev.luna.Surroundings;
import dev.luna.config.Settings;
import dev.luna.db.DatabaseAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The product on a database, and who asks it. */
final class Servers {
  /** Credentials of the first account, as a header's value. */
  static final String ROOT =
      "Basic "
          + Base64.getEncoder()
              .encodeToString("root@visionlabs.ai:root".getBytes(StandardCharsets.UTF_8));

  /** The same as a line of a request. */
  static final String ROOT_LINE = "Authorization: %s\r\n".formatted(ROOT);

  private Servers() {}

  /** One in this process, on a free port. */
  static Server start(DatabaseAddress address, Path data, Map<String, String> more) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("HTTP.PORT", "0");
    settings.put("DATABASE.URL", address.url());
    settings.put("DATABASE.USER", address.user());
    settings.put("DATABASE.PASSWORD", address.password());
    settings.put("STORAGE.DATA_DIR", data.resolve("files").toString());
    settings.put("IMAGE_STORE.TYPE", "NONE");
    settings.put("LOGGER.LEVEL", "ERROR");
    settings.putAll(more);
    return Server.start(new Settings().layer("benchmark", settings).resolve(), Surroundings.real());
  }

  /** The program of the JVM that runs this. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
