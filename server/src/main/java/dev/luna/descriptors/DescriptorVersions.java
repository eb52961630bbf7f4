package dev.luna.descriptors;

import dev.luna.extraction.Extractor;
import dev.luna.extraction.Model;
import dev.luna.extraction.ModelException;
import dev.luna.extraction.ModelKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions of descriptors that are stored, or that a configured model extracts. */
public final class DescriptorVersions {
  private static final Logger LOG = LoggerFactory.getLogger(DescriptorVersions.class);

  private final CoverageStore coverages;
  private final DefaultVersions defaults;
  private final Extractor extractor;

  public DescriptorVersions(
      CoverageStore coverages, DefaultVersions defaults, Extractor extractor) {
    this.coverages = coverages;
    this.defaults = defaults;
    this.extractor = extractor;
  }

  /**
   * A version on one type of objects.
   *
   * @param model what extracts it; null if none is configured
   */
  public record Version(Coverage coverage, boolean isDefault, @Nullable Model model) {}

  /**
   * All of them, by type of objects and number.
   *
   * @param isCounted whether objects are counted, which may take seconds, or counters are believed
   */
  public List<Version> all(boolean isCounted) {
    var models = models();
    var all = new ArrayList<Version>();
    for (var source : Source.values()) {
      int standard = defaults.of(source.kind());
      var versions = new TreeSet<>(coverages.versions(source));
      models.stream()
          .filter(model -> model.kind() == source.kind())
          .map(Model::version)
          .forEach(versions::add);
      for (int version : versions) {
        var model = model(models, source.kind(), version);
        var coverage =
            isCounted
                ? coverages.of(source, version, standard, fingerprint(model))
                : coverages.estimate(source, version, standard);
        all.add(new Version(coverage, version == standard, model));
      }
    }
    return List.copyOf(all);
  }

  /** Numbers are shown also while the models file is wrong, which health tells. */
  private List<Model> models() {
    try {
      return extractor.models();
    } catch (ModelException e) {
      LOG.warn("versions are shown without models: {}", e.getMessage());
      return List.of();
    }
  }

  private static @Nullable Model model(List<Model> models, ModelKind kind, int version) {
    return models.stream()
        .filter(model -> model.kind() == kind && Integer.valueOf(version).equals(model.version()))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String fingerprint(@Nullable Model model) {
    return model == null ? null : model.fingerprint();
  }
}
