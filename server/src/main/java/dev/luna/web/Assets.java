package dev.luna.web;

import dev.luna.http.Specification;
import dev.luna.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What pages are made of: our styles and scripts, those of libraries, and the specification. */
final class Assets {
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final Map<String, Asset> ASSETS =
      Map.of(
          "luna.css", new Asset("/assets/luna.css", STYLE),
          "specification.css", new Asset("/assets/specification.css", STYLE),
          "specification.js", new Asset("/assets/specification.js", SCRIPT),
          "redoc.js",
              new Asset("/META-INF/resources/webjars/redoc/2.5.1/redoc.standalone.js", SCRIPT));

  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Content specification;

  Assets(Specification specification) {
    this.specification =
        new Content("application/json", Json.MAPPER.writeValueAsBytes(specification.document()));
  }

  /** Where an asset is on the class path, and its media type. */
  private record Asset(String resource, String mediaType) {}

  /** Content of an asset with its media type. */
  record Content(String mediaType, byte[] bytes) {}

  Optional<Content> get(String name) {
    if (name.equals("openapi.json")) {
      return Optional.of(specification);
    }
    return Optional.ofNullable(ASSETS.get(name))
        .map(asset ->
            new Content(
                asset.mediaType(), contents.computeIfAbsent(asset.resource(), Assets::read)));
  }

  /** Redoc would fetch its maker's logo from the maker's server. */
  private static byte[] withoutOutside(byte[] content) {
    return new String(content, StandardCharsets.UTF_8)
        .replace("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:,")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(String resource) {
    try (var in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return withoutOutside(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
