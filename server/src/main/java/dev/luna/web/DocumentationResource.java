package dev.luna.web;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.http.Access;
import dev.luna.http.Negotiation;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.http.Specification;
import dev.luna.json.Json;
import dev.luna.web.frame.Assets;
import dev.luna.web.frame.Views;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Operations 44 and 45: the specification and the manual, and what pages are made of. */
public final class DocumentationResource implements Resource {
  private static final String YAML = "application/x-yaml";
  private static final String HTML = "text/html";

  /** The reader of the specification makes styles as it goes and searches in a worker. */
  private static final String SPECIFICATION_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; font-src 'self'; connect-src 'self' blob:; worker-src blob:;"
          + " base-uri 'none'; frame-ancestors 'none'";

  private final Views views;
  private final byte[] json;
  private final Supplier<Manual> manual;
  private final Specification specification;

  /**
   * @param manual is read when somebody wants to, since that takes time
   */
  public DocumentationResource(Views views, Specification specification, Supplier<Manual> manual) {
    this.views = views;
    this.specification = specification;
    this.manual = manual;
    this.json = Json.MAPPER.writeValueAsBytes(specification.document());
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/docs/spec", Access.PUBLIC, this::specification),
        new Route(
            "GET", "/docs/dev", Access.PUBLIC, r -> Reply.redirect(302, "/docs/dev/index.html")),
        new Route("GET", "/docs/dev/{page}", Access.PUBLIC, this::manual),
        new Route("GET", "/assets/{name}", Access.PUBLIC, this::asset));
  }

  private Reply specification(Request request) {
    String type =
        Negotiation.choose(request, List.of(HTML, YAML), ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    return type.equals(YAML)
        ? Reply.text(YAML, specification.yaml())
        : views.open(request, "specification.jte", Map.of(), SPECIFICATION_POLICY);
  }

  private Reply manual(Request request) {
    String name = request.text("page").orElseThrow();
    return manual
        .get()
        .file(name)
        .map(file -> new Reply(200, Map.of(), new Reply.Bytes(file.mediaType(), file.bytes())))
        .orElseGet(() -> page(request, name.replaceFirst("\\.html$", "")));
  }

  private Reply page(Request request, String page) {
    return switch (page) {
      case "index" ->
          views.open(request, "manual.jte", Map.of("chapters", manual.get().chapters()));
      case "errors" -> views.open(request, "errors.jte", Map.of("codes", codes()));
      default ->
          manual
              .get()
              .chapter(page)
              .map(chapter ->
                  views.open(
                      request,
                      "chapter.jte",
                      Map.of("title", chapter.title(), "html", chapter.html())))
              .orElseThrow(() -> new CodedException(ErrorCode.NO_DOCUMENT));
    };
  }

  private Reply asset(Request request) {
    String name = request.text("name").orElseThrow();
    if (name.equals("openapi.json")) {
      return new Reply(
          200,
          Map.of("Cache-Control", "public, max-age=3600"),
          new Reply.Bytes("application/json", json));
    }
    return Assets.reply(request, name)
        .orElseThrow(() -> new CodedException(ErrorCode.PAGE_NOT_FOUND));
  }

  /** One code for each number, where several differ in their HTTP status only. */
  private static List<ErrorCode> codes() {
    return List.copyOf(
        Arrays.stream(ErrorCode.values())
            .sorted(Comparator.comparing(ErrorCode::number))
            .collect(
                Collectors.toMap(
                    ErrorCode::number,
                    Function.identity(),
                    (first, second) -> first,
                    LinkedHashMap::new))
            .values());
  }
}
