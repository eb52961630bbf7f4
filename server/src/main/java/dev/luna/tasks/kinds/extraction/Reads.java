package dev.luna.tasks.kinds.extraction;

import dev.luna.extraction.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.statement.SqlStatement;

/** What was read, as columns of a statement. */
final class Reads {
  private Reads() {}

  /** The descriptors, in the order of the reads, all of which have one. */
  static List<byte[]> descriptors(List<Read> reads) {
    return reads.stream().map(read -> of(read, Outcome.Descriptor.class).bytes()).toList();
  }

  /** Binds {@code ages}, {@code genders} and {@code ethnicities} of reads that all have them. */
  static <T extends SqlStatement<T>> T bindAttributes(T statement, List<Read> reads) {
    return statement
        .bindArray("ages", Integer.class, column(reads, Outcome.Attributes::age))
        .bindArray("genders", Integer.class, column(reads, Outcome.Attributes::gender))
        .bindArray("ethnicities", Integer.class, column(reads, Outcome.Attributes::ethnicity));
  }

  private static List<Integer> column(List<Read> reads, ToIntFunction<Outcome.Attributes> value) {
    return reads.stream()
        .map(read -> value.applyAsInt(of(read, Outcome.Attributes.class)))
        .toList();
  }

  private static <T extends Outcome> T of(Read read, Class<T> type) {
    return type.cast(Objects.requireNonNull(read.outcome()));
  }
}
