package dev.luna.statistics;

import dev.luna.extraction.Extraction;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.Model;
import dev.luna.extraction.ModelKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what another one reads. */
final class CountedExtractor implements Extractor {
  private final Extractor extractor;
  private final Statistics statistics;

  CountedExtractor(Extractor extractor, Statistics statistics) {
    this.extractor = extractor;
    this.statistics = statistics;
  }

  @Override
  public List<Model> models() {
    return extractor.models();
  }

  @Override
  public Model model(ModelKind kind, @Nullable Integer version) {
    return extractor.model(kind, version);
  }

  @Override
  public Extraction extract(Model model, List<byte[]> samples) {
    var extraction = extractor.extract(model, samples);
    statistics.extracted(model.kind(), extraction);
    return extraction;
  }

  @Override
  public void check() {
    extractor.check();
  }

  @Override
  public void close() {
    extractor.close();
  }
}
