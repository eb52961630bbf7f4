package dev.luna.web.tasks;

import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Views;
import java.util.List;

/** Forms for new tasks, made of the schemas of their contents. */
public final class TaskForms implements Resource {
  private final Views views;
  private final ContentForms contents;

  public TaskForms(Views views, ContentForms contents) {
    this.views = views;
    this.contents = contents;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/tasks/gc/new", Access.PAGE, this::collection),
        new Route("GET", "/tasks/extraction/new", Access.PAGE, this::extraction));
  }

  private Reply collection(Request request) {
    return views.page(request, Section.TASKS, "tasks/gc.jte", contents.collection());
  }

  private Reply extraction(Request request) {
    return views.page(request, Section.TASKS, "tasks/extraction.jte", contents.extraction(request));
  }
}
