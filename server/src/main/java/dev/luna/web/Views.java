package dev.luna.web;

import dev.luna.http.Reply;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** Turns templates into replies that browsers are told to keep to themselves. */
final class Views {
  /** Scripts, styles and images come from this server only, and no other page may frame ours. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final String TEMPLATES = "dev.luna.web.templates";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, TEMPLATES);

  Reply page(String template, Map<String, Object> values) {
    return page(template, values, POLICY);
  }

  Reply page(String template, Map<String, Object> values, String policy) {
    var output = new StringOutput();
    engine.render(template, values, output);
    return Reply.html(output.toString())
        .with("Content-Security-Policy", policy)
        .with("Referrer-Policy", "same-origin")
        .with("Cache-Control", "no-store");
  }
}
