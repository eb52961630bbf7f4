package dev.luna.web.schedules;

import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import dev.luna.web.tasks.ContentForms;
import java.util.List;

/** Forms for new schedules. */
public final class ScheduleForms implements Resource {
  private final Views views;
  private final ContentForms contents;

  public ScheduleForms(Views views, ContentForms contents) {
    this.views = views;
    this.contents = contents;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/schedules/gc/new", Access.PAGE, this::collection),
        new Route("GET", "/schedules/extraction/new", Access.PAGE, this::extraction));
  }

  private Reply collection(Request request) {
    return views.page(request, Section.SCHEDULES, "schedules/gc.jte", contents.collection());
  }

  private Reply extraction(Request request) {
    return views.page(
        request, Section.SCHEDULES, "schedules/extraction.jte", contents.extraction(request));
  }
}
