package dev.luna.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The project's own Markdown documents as pages, and the files beside them as they are. */
public final class Manual {
  private static final String MARKDOWN = ".md";

  private static final Map<String, String> FILES =
      Map.of(".json", "application/json", ".png", "image/png");

  private final Map<String, Chapter> chapters = new TreeMap<>();
  private final Map<String, Enclosed> files = new TreeMap<>();

  /**
   * A document.
   *
   * @param name of its page, without {@code .html}: the decision {@code adr/0001-x.md} is {@code
   *     adr-0001-x}
   */
  public record Chapter(String name, String title, String html) {}

  /** A file beside the documents. */
  public record Enclosed(String mediaType, byte[] bytes) {}

  private Manual() {}

  /** The manual that comes with this product. */
  public static Manual load() {
    var manual = new Manual();
    try {
      URI place = Manual.class.getResource("/docs").toURI();
      if (place.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
          manual.read(jar.getPath("/docs"));
        }
      } else {
        manual.read(Path.of(place));
      }
      return manual;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By name. */
  List<Chapter> chapters() {
    return List.copyOf(chapters.values());
  }

  Optional<Chapter> chapter(String name) {
    return Optional.ofNullable(chapters.get(name));
  }

  /** A file by its name: {@code images/x.png} is {@code images-x.png}. */
  Optional<Enclosed> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private void read(Path docs) throws IOException {
    try (var documents = Files.walk(docs)) {
      for (var document : documents.filter(Files::isRegularFile).toList()) {
        var place = Path.of(docs.relativize(document).toString());
        if (place.toString().endsWith(MARKDOWN)) {
          String name = page(place).replaceFirst("\\.html$", "");
          chapters.put(name, chapter(name, place, Files.readString(document)));
        } else {
          String type = FILES.get(place.toString().replaceFirst(".*(?=\\.)", ""));
          if (type != null) {
            files.put(flat(place), new Enclosed(type, Files.readAllBytes(document)));
          }
        }
      }
    }
  }

  private static Chapter chapter(String name, Path place, String markdown) {
    var extensions = List.of(TablesExtension.create());
    Node document = Parser.builder().extensions(extensions).build().parse(markdown);
    var renderer =
        HtmlRenderer.builder()
            .extensions(extensions)
            .escapeHtml(true)
            .attributeProviderFactory(context ->
                (node, tag, attributes) -> {
                  attributes.computeIfPresent("href", (key, href) -> link(place, href));
                  attributes.computeIfPresent(
                      "src", (key, file) -> flat(place.resolveSibling(file).normalize()));
                })
            .build();
    return new Chapter(name, title(document), renderer.render(document));
  }

  /** Documents link to each other as files; here they are pages side by side. */
  private static String link(Path from, String href) {
    String[] parts = href.split("#", 2);
    if (href.contains("://") || !parts[0].endsWith(MARKDOWN)) {
      return href;
    }
    String page = page(from.resolveSibling(parts[0]).normalize());
    return parts.length == 1 ? page : page + "#" + parts[1];
  }

  private static String page(Path document) {
    return flat(document).replaceFirst("\\.md$", ".html");
  }

  /** In one directory: {@code adr/0001-x.md} is {@code adr-0001-x.md}. */
  private static String flat(Path file) {
    return file.toString().replace('/', '-');
  }

  private static String title(Node document) {
    if (document.getFirstChild() instanceof Heading heading
        && heading.getFirstChild() instanceof Text text) {
      return text.getLiteral();
    }
    throw new IllegalArgumentException("a document has to begin with a heading");
  }
}
