package dev.luna.extraction.worker;

import dev.luna.config.ExtractionConfig;
import dev.luna.extraction.Extraction;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.ExtractorException;
import dev.luna.extraction.Model;
import dev.luna.extraction.ModelKind;
import dev.luna.extraction.ModelsFile;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.Outcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extracts in a process of its own. Calls share it as readers of a lock; a call whose worker died
 * gets it for itself, as the writer, until it knows which of its samples was to blame.
 */
public final class WorkerExtractor implements Extractor {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerExtractor.class);
  private static final int LONGEST_SAMPLE = 64 << 20;

  private final ModelsFile models;
  private final Workers workers;
  private final ReentrantReadWriteLock turns = new ReentrantReadWriteLock(true);

  WorkerExtractor(ModelsFile models, WorkerCommand command, Duration patience) {
    this.models = models;
    workers = new Workers(command, patience);
  }

  /**
   * Starts nothing yet.
   *
   * @param modelsFile describes the models; need not exist
   * @param maxPixels most pixels of a sample that is decoded
   */
  public static WorkerExtractor open(ExtractionConfig config, Path modelsFile, int maxPixels) {
    var settings =
        new WorkerSettings(
            config.provider(),
            config.threads(Runtime.getRuntime().availableProcessors()),
            config.decoders(),
            maxPixels,
            config.storage());
    return new WorkerExtractor(
        new ModelsFile(modelsFile, config.storage()),
        new WorkerCommand(Worker.class.getName(), config.workerMemory(), settings),
        Duration.ofSeconds(config.timeout()));
  }

  @Override
  public List<Model> models() {
    return models.models();
  }

  @Override
  public Model model(ModelKind kind, @Nullable Integer version) {
    var model = models.model(kind, version);
    var network = models.network(model);
    run(model, () -> Call.load(workers.get(), network), () -> workers.load(network));
    return model;
  }

  @Override
  public Extraction extract(Model model, List<byte[]> samples) {
    var call = new Call(models.network(model), samples);
    for (int place : call.open()) {
      if (samples.get(place).length > LONGEST_SAMPLE) {
        call.settle(place, new Outcome.Refused(Reason.TOO_LARGE, "it has too many bytes"));
      }
    }
    if (!call.open().isEmpty()) {
      run(
          model,
          () -> call.read(workers.get(), call.open()),
          new Suspicion(workers, call)::resolve);
    }
    return call.extraction();
  }

  @Override
  public void check() {
    int _ = models.models().size();
    var failure = workers.failure();
    if (failure != null) {
      throw new ExtractorException(String.valueOf(failure.getMessage()), failure);
    }
  }

  @Override
  public void close() {
    workers.close();
  }

  /** Of the worker, if one is running. */
  OptionalLong pid() {
    var worker = workers.running();
    return worker == null ? OptionalLong.empty() : OptionalLong.of(worker.pid());
  }

  private interface Work {
    void run() throws UnusableException, WorkerDiedException;
  }

  /** Does it beside others; if the worker dies of it or of theirs, does the other thing alone. */
  private void run(Model model, Work amongOthers, Work alone) {
    try {
      try {
        under(turns.readLock(), amongOthers);
      } catch (WorkerDiedException e) {
        LOG.debug("a worker died, of this call or of another one beside it", e);
        under(turns.writeLock(), alone);
      }
    } catch (UnusableException e) {
      throw models.failure(model, e.problem());
    } catch (WorkerDiedException e) {
      throw new ExtractorException("the extraction worker " + e.how(), e);
    }
  }

  private static void under(Lock lock, Work work) throws UnusableException, WorkerDiedException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExtractorException("the thread that waited for the worker was interrupted", e);
    }
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
