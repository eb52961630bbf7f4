package dev.luna.tasks.kinds.extraction;

import dev.luna.imagestore.Bucket;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The objects of one type, as extractions see them. */
interface Subjects {
  /** Where the samples are that a model for the wanted reads. */
  Bucket bucket(Wanted wanted);

  /**
   * How many objects lack the wanted, about: those that cannot get it count too.
   *
   * @param cuts ids that part them evenly, in their order
   */
  record Count(long objects, List<UUID> cuts) {}

  /** Counts the objects of a range that lack the wanted. */
  Count count(Wanted wanted, IdRange ids, int size);

  /**
   * The next objects that lack the wanted, in the order of their ids; not those that failed before
   * with the same model and samples.
   *
   * @param after the last one before; null at the start
   */
  List<Candidate> next(Wanted wanted, IdRange ids, @Nullable UUID after, int limit);

  /** The same of some objects. */
  List<Candidate> among(Wanted wanted, List<UUID> ids);

  /** Makes room for what is extracted for objects. */
  void makeRoom(Wanted wanted, List<Candidate> candidates);

  /**
   * Adds what was extracted to the objects that still lack it and whose samples are those that were
   * read. Has to be called in a transaction.
   *
   * @param reads those that have something
   * @return ids of the objects that got it
   */
  Set<UUID> write(Wanted wanted, List<Read> reads);

  /** Of these objects those that are still there but have other samples now. */
  Set<UUID> changed(List<Candidate> candidates);
}
