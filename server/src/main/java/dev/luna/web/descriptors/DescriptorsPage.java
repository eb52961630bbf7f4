package dev.luna.web.descriptors;

import static dev.luna.web.frame.Texts.text;

import dev.luna.descriptors.Coverage;
import dev.luna.descriptors.DescriptorVersions;
import dev.luna.descriptors.Source;
import dev.luna.http.Access;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import dev.luna.web.frame.Section;
import dev.luna.web.frame.Show;
import dev.luna.web.frame.Views;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** DescriptorVersions of descriptors by how far they have come, and the switch of the default. */
public final class DescriptorsPage implements Resource {
  private final Views views;
  private final DescriptorVersions versions;

  public DescriptorsPage(Views views, DescriptorVersions versions) {
    this.views = views;
    this.versions = versions;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/descriptors", Access.PAGE, this::all));
  }

  /**
   * The page.
   *
   * @param isCounted whether objects were counted; counters were believed otherwise
   */
  public record View(List<Group> groups, boolean isCounted) {}

  /** DescriptorVersions on one type of objects. */
  public record Group(String name, List<Row> rows) {}

  /**
   * A version.
   *
   * @param model name of what extracts it; empty if nothing does
   * @param percent how much of what has the default version has this one, 0..100; empty where
   *     nothing has
   * @param shares the same by account, largest first; empty where nobody counted
   */
  public record Row(
      int version,
      String kind,
      String objectsType,
      boolean isDefault,
      String model,
      String count,
      String percent,
      String lacking,
      String failed,
      boolean isFillable,
      List<Share> shares) {
    static Row of(DescriptorVersions.Version version) {
      var coverage = version.coverage();
      var model = version.model();
      var shares = coverage.accounts();
      return new Row(
          coverage.version(),
          coverage.source().kind().word(),
          coverage.source().objectsType(),
          version.isDefault(),
          model == null ? "" : model.name(),
          Show.number(coverage.count()),
          coverage.count() + coverage.lacking() == 0
              ? ""
              : String.format(Locale.ROOT, "%.1f", Math.min(100, coverage.percent())),
          Show.number(coverage.lacking()),
          Show.number(coverage.failed()),
          model != null && coverage.lacking() > coverage.failed(),
          shares == null ? List.of() : shares.stream().map(Share::of).toList());
    }
  }

  /** Of an account. */
  public record Share(String accountId, String covered, String lacking, String failed) {
    static Share of(Coverage.Share share) {
      return new Share(
          share.accountId().toString(),
          Show.number(share.covered()),
          Show.number(share.lacking()),
          Show.number(share.failed()));
    }
  }

  private Reply all(Request request) {
    boolean isCounted = request.number("count") == 1;
    var all = versions.all(isCounted);
    var groups =
        Stream.of(Source.values())
            .map(source ->
                new Group(
                    text("source." + source.name().toLowerCase(Locale.ROOT)),
                    all.stream()
                        .filter(version -> version.coverage().source() == source)
                        .map(Row::of)
                        .toList()))
            .filter(group -> !group.rows().isEmpty())
            .toList();
    return views.page(
        request, Section.DESCRIPTORS, "descriptors/descriptors.jte", new View(groups, isCounted));
  }
}
