package dev.luna.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luna.descriptors.Coverage;
import dev.luna.descriptors.CoverageStore;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.descriptors.DescriptorVersions;
import dev.luna.descriptors.Source;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.extraction.ModelKind;
import dev.luna.http.Access;
import dev.luna.http.Audit;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import dev.luna.http.Resource;
import dev.luna.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DescriptorVersions of descriptors: how far they have come, and which is the default. */
public final class DescriptorsResource implements Resource {
  private static final Logger LOG = LoggerFactory.getLogger(DescriptorsResource.class);
  private static final double ASKED_COVERAGE = 99.9;

  private final CoverageStore coverages;
  private final DefaultVersions defaults;
  private final DescriptorVersions versions;
  private final Audit audit;

  /**
   * @param audit in the database of {@code defaults}
   */
  public DescriptorsResource(
      CoverageStore coverages, DefaultVersions defaults, DescriptorVersions versions, Audit audit) {
    this.coverages = coverages;
    this.defaults = defaults;
    this.versions = versions;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/4/descriptors", Access.ADMIN, this::list),
        new Route("PUT", "/4/descriptors/default", Access.ADMIN, this::setDefault));
  }

  private Reply list(Request request) {
    var replies = versions.all(true).stream().map(DescriptorReply::of).toList();
    return Reply.json(Map.of("descriptors", replies));
  }

  private Reply setDefault(Request request) {
    var body = request.body();
    var kind = ModelKind.valueOf(body.path("kind").asString().toUpperCase(Locale.ROOT));
    int version = body.path("version").asInt();
    double asked = body.path("coverage").asDouble(ASKED_COVERAGE);
    int standard = defaults.of(kind);
    if (version != standard) {
      refuseTooLow(kind, version, standard, asked);
    }
    request
        .trail()
        .object(kind.word())
        .from(Map.of("version", standard))
        .to(Map.of("version", version));
    var reply = audit.done(request, () -> defaults.set(kind, version));
    LOG.info("the default version of {} is {} now, it was {}", kind.word(), version, standard);
    return reply;
  }

  private void refuseTooLow(ModelKind kind, int version, int standard, double asked) {
    for (var source : Source.values()) {
      if (source.kind() == kind) {
        double percent = coverages.of(source, version, standard, null).percent();
        if (percent < asked) {
          throw new CodedException(
              ErrorCode.COVERAGE_TOO_LOW,
              version,
              "%.3f".formatted(percent),
              standard + " of " + source.objectsType(),
              asked);
        }
      }
    }
  }

  private record DescriptorReply(
      String kind,
      String objectsType,
      int version,
      boolean isDefault,
      @Nullable String model,
      long count,
      long lacking,
      long failed,
      double coverage,
      boolean exact,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ShareReply> accounts) {
    static DescriptorReply of(DescriptorVersions.Version version) {
      var coverage = version.coverage();
      var model = version.model();
      var accounts = coverage.accounts();
      return new DescriptorReply(
          coverage.source().kind().word(),
          coverage.source().objectsType(),
          coverage.version(),
          version.isDefault(),
          model == null ? null : model.name(),
          coverage.count(),
          coverage.lacking(),
          coverage.failed(),
          coverage.percent(),
          accounts != null,
          accounts == null ? null : accounts.stream().map(ShareReply::of).toList());
    }
  }

  private record ShareReply(UUID accountId, long covered, long lacking, long failed) {
    static ShareReply of(Coverage.Share share) {
      return new ShareReply(share.accountId(), share.covered(), share.lacking(), share.failed());
    }
  }
}
