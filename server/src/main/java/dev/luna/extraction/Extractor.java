package dev.luna.extraction;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Networks that read samples. All methods may be called at once by any number of threads; a thread
 * that is interrupted meanwhile gets an {@link ExtractorException} and stays interrupted.
 */
public interface Extractor extends AutoCloseable {
  /**
   * All configured models, in the order of the models file, neither loaded nor verified; empty
   * where none is configured. The file is read again when it has changed.
   *
   * @throws ModelException if the models file itself is wrong: it names the setting, the file and
   *     everything that is wrong with it
   */
  List<Model> models();

  /**
   * The configured model, loaded and verified: its file has the digest that it should have and is a
   * network with the configured input and outputs, which it was tried out on.
   *
   * @param version of descriptors; null for attributes
   * @throws ModelException if there is none, or it cannot be used
   * @throws ExtractorException if this cannot be found out now
   */
  Model model(ModelKind kind, @Nullable Integer version);

  /**
   * Reads samples. The same sample gives the same bytes, whatever else is read with it or beside
   * it. Any number of samples may be given, in any number of calls at once; those of all calls
   * share batches, and one that cannot be read disturbs no other.
   *
   * @param model as {@link #models} or {@link #model} gave it
   * @param samples JPEGs; a picture of another size or shape than the model's is fitted to it
   * @return one outcome for each sample, in their order
   * @throws ModelException if the model is not configured any more as it was, or cannot be used
   * @throws ExtractorException if no sample can be read now; to be tried again later
   */
  Extraction extract(Model model, List<byte[]> samples);

  /**
   * Looks whether extraction can be used, without starting anything for it. That no model is
   * configured is no failure.
   *
   * @throws ModelException if the models file is wrong
   * @throws ExtractorException if it could not be used the last time
   */
  void check();

  /** Ends running calls with an {@link ExtractorException}. */
  @Override
  void close();
}
