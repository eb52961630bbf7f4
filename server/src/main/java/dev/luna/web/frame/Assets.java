package dev.luna.web.frame;

import dev.luna.http.Reply;
import dev.luna.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** What pages are made of: our styles and scripts, and those of libraries. */
public final class Assets {
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String JARS = "/META-INF/resources/webjars/";
  private static final Pattern STAMPED = Pattern.compile("(.+)\\.([0-9a-f]{8})\\.(css|js)");

  private static final Map<String, Asset> ASSETS =
      Map.ofEntries(
          Map.entry("luna.css", new Asset("/assets/luna.css", STYLE)),
          Map.entry("live.js", new Asset("/assets/live.js", SCRIPT)),
          Map.entry("schedule.js", new Asset("/assets/schedule.js", SCRIPT)),
          Map.entry("plan.js", new Asset("/assets/plan.js", SCRIPT)),
          Map.entry("chart.js", new Asset("/assets/chart.js", SCRIPT)),
          Map.entry("luna.js", new Asset("/assets/luna.js", SCRIPT)),
          Map.entry("specification.css", new Asset("/assets/specification.css", STYLE)),
          Map.entry("specification.js", new Asset("/assets/specification.js", SCRIPT)),
          Map.entry("redoc.js", new Asset(JARS + "redoc/2.5.1/redoc.standalone.js", SCRIPT)),
          Map.entry("htmx.js", new Asset(JARS + "htmx.org/2.0.10/dist/htmx.min.js", SCRIPT)),
          Map.entry("uplot.js", new Asset(JARS + "uplot/1.6.30/dist/uPlot.iife.min.js", SCRIPT)),
          Map.entry("uplot.css", new Asset(JARS + "uplot/1.6.30/dist/uPlot.min.css", STYLE)));

  private static final Map<String, Content> CONTENTS = new ConcurrentHashMap<>();

  private Assets() {}

  /** Where an asset is on the class path, and its media type. */
  private record Asset(String resource, String mediaType) {}

  /** Content of an asset, as it is and compressed, with a stamp that changes with it. */
  private record Content(String mediaType, byte[] bytes, byte[] compressed, String stamp) {}

  /** Path of an asset, under a name that changes with its content. */
  public static String path(String name) {
    var content = content(name).orElseThrow(() -> new IllegalArgumentException(name));
    int dot = name.lastIndexOf('.');
    return "/assets/%s.%s%s"
        .formatted(name.substring(0, dot), content.stamp(), name.substring(dot));
  }

  /** An asset by its name, or by a name from {@link #path}, which browsers keep for good. */
  public static Optional<Reply> reply(Request request, String name) {
    var stamped = STAMPED.matcher(name);
    boolean isStamped = stamped.matches();
    String plain = isStamped ? stamped.group(1) + "." + stamped.group(3) : name;
    return content(plain)
        .filter(content -> !isStamped || content.stamp().equals(stamped.group(2)))
        .map(content ->
            Compression.reply(request, content.mediaType(), content.bytes(), content.compressed())
                .with(
                    "Cache-Control",
                    isStamped ? "public, max-age=31536000, immutable" : "public, max-age=3600"));
  }

  private static Optional<Content> content(String name) {
    return Optional.ofNullable(ASSETS.get(name))
        .map(asset -> CONTENTS.computeIfAbsent(name, key -> read(asset)));
  }

  /** Redoc would fetch its maker's logo from the maker's server. */
  private static byte[] withoutOutside(byte[] content) {
    return new String(content, StandardCharsets.UTF_8)
        .replace("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:,")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Content read(Asset asset) {
    try (var in = Assets.class.getResourceAsStream(asset.resource())) {
      if (in == null) {
        throw new IllegalStateException(asset.resource() + " is not on the class path");
      }
      byte[] bytes = withoutOutside(in.readAllBytes());
      var crc = new CRC32();
      crc.update(bytes);
      return new Content(
          asset.mediaType(),
          bytes,
          Compression.gzip(bytes),
          HexFormat.of().toHexDigits((int) crc.getValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
