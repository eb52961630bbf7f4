package dev.luna.tasks.kinds.extraction;

import dev.luna.extraction.Extractor;
import dev.luna.extraction.Model;
import dev.luna.extraction.Outcome;
import dev.luna.imagestore.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets a model read the samples of objects. */
final class SampleReader implements Pipeline.Reader {
  /** So many bytes of samples are in memory for a call, and one sample more. */
  private static final int PORTION_BYTES = 4 << 20;

  private final Samples samples;
  private final Bucket bucket;
  private final Extractor extractor;
  private final Model model;

  SampleReader(Samples samples, Bucket bucket, Extractor extractor, Model model) {
    this.samples = samples;
    this.bucket = bucket;
    this.extractor = extractor;
    this.model = model;
  }

  @Override
  public List<Read> read(List<Candidate> group) {
    var reads = new ArrayList<Read>();
    var portion = new ArrayList<byte @Nullable []>();
    long bytes = 0;
    for (var candidate : group) {
      byte[] sample = samples.of(candidate, bucket);
      portion.add(sample);
      bytes += sample == null ? 0 : sample.length;
      if (bytes >= PORTION_BYTES) {
        flush(group, portion, reads);
        bytes = 0;
      }
    }
    flush(group, portion, reads);
    return reads;
  }

  /** Reads a portion, which belongs to the objects behind those that have been read. */
  private void flush(List<Candidate> group, List<byte @Nullable []> portion, List<Read> reads) {
    var outcomes = outcomes(portion.stream().filter(Objects::nonNull).toList()).iterator();
    for (byte[] sample : portion) {
      var candidate = group.get(reads.size());
      reads.add(new Read(candidate, sample == null ? null : outcomes.next()));
    }
    portion.clear();
  }

  private List<Outcome> outcomes(List<byte[]> portion) {
    return portion.isEmpty() ? List.of() : extractor.extract(model, portion).outcomes();
  }
}
