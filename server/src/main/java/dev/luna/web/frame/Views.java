package dev.luna.web.frame;

import dev.luna.errors.ErrorCode;
import dev.luna.http.ErrorPages;
import dev.luna.http.ErrorReply;
import dev.luna.http.RawRequest;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.SessionCookie;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Turns templates into replies that browsers are told to keep to themselves. */
public final class Views implements ErrorPages {
  /** Scripts, styles and images come from this server only, and no other page may frame ours. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final String TEMPLATES = "dev.luna.web.templates";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, TEMPLATES);

  /** A page for an account of type admin. */
  public Reply page(Request request, Section section, String template, Object view) {
    var frame = new Frame(section, request.account().login(), true);
    return render(request.raw(), template, Map.of("frame", frame, "view", view), POLICY);
  }

  /** A page for everyone. */
  public Reply open(Request request, String template, Map<String, Object> values) {
    return open(request, template, values, POLICY);
  }

  /** A page for everyone with a policy of its own. */
  public Reply open(Request request, String template, Map<String, Object> values, String policy) {
    var all = new HashMap<>(values);
    all.put("frame", outside(request.raw()));
    return render(request.raw(), template, all, policy);
  }

  @Override
  public Reply error(RawRequest request, ErrorCode code, ErrorReply error) {
    return render(
            request,
            "frame/error.jte",
            Map.of("frame", outside(request), "error", error, "status", code.status()),
            POLICY)
        .withStatus(code.status());
  }

  private static Frame outside(RawRequest request) {
    return new Frame(Section.NONE, "", request.cookie(SessionCookie.NAME).isPresent());
  }

  private Reply render(
      RawRequest request, String template, Map<String, Object> values, String policy) {
    var output = new StringOutput();
    engine.render(template, values, output);
    byte[] bytes = output.toString().getBytes(StandardCharsets.UTF_8);
    return Compression.reply(request, "text/html; charset=utf-8", bytes)
        .with("Content-Security-Policy", policy)
        .with("Referrer-Policy", "same-origin")
        .with("Cache-Control", "no-store");
  }
}
