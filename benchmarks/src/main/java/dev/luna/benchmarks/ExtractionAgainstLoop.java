package dev.luna.benchmarks;

import static dev.luna.benchmarks.Numbers.median;
import static dev.luna.benchmarks.Numbers.option;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.luna.Surroundings;
import dev.luna.accounts.Passwords;
import dev.luna.config.Config;
import dev.luna.config.ExtractionConfig.Storage;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.DatabaseAddress;
import dev.luna.db.EmbeddedPostgres;
import dev.luna.descriptors.DefaultVersionStore;
import dev.luna.descriptors.DefaultVersions;
import dev.luna.extraction.DemoModels;
import dev.luna.extraction.Extraction;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.Model;
import dev.luna.extraction.ModelKind;
import dev.luna.extraction.ModelsFile;
import dev.luna.extraction.Network;
import dev.luna.extraction.worker.WorkerExtractor;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStores;
import dev.luna.json.Json;
import dev.luna.tasks.kinds.extraction.ExtractKind;
import dev.luna.transfer.Demo;
import dev.luna.transfer.Importer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An additional extraction, from stored samples to written descriptors, against a bare loop of ONNX
 * Runtime over a tensor that is ready in memory: the same network, batch and threads.
 */
public final class ExtractionAgainstLoop {
  private static final Config CONFIG = Config.DEFAULT;
  private static final int VERSION = 60;
  private static final String TASK =
      """
      {"filters":{"objects_type":"faces"},"extraction_target":"face_descriptor",
       "options":{"missing":true,"descriptor_version":60}}\
      """;

  private final DatabaseAddress address;
  private final Database database;
  private final Optional<ImageStore> samples;
  private final Path models;
  private final int faces;
  private final AtomicLong decoding = new AtomicLong();
  private final AtomicLong inferring = new AtomicLong();

  private ExtractionAgainstLoop(
      DatabaseAddress address,
      Database database,
      Optional<ImageStore> samples,
      Path models,
      int faces) {
    this.address = address;
    this.database = database;
    this.samples = samples;
    this.models = models;
    this.faces = faces;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    int faces = option(options, "--faces", 2000);
    var directory = Files.createDirectories(Path.of("benchmarks", "target", "extraction-" + faces));
    boolean _ = DemoModels.install(directory.resolve("models"));
    try (var data = DataDirectory.take(directory, DataDirectory.Role.COMMAND).orElseThrow();
        var server = EmbeddedPostgres.start(data);
        var database = Database.open(server.address(), new Database.Bounds("work", 8, 5000, 0));
        var samples =
            ImageStores.open(CONFIG.imageStore(), directory, Clock.systemUTC()).orElseThrow()) {
      database.migrate();
      var benchmark =
          new ExtractionAgainstLoop(
              server.address(),
              database,
              Optional.of(samples),
              directory.resolve("models").resolve("models.json"),
              faces);
      benchmark.fill();
      benchmark.compare(option(options, "--runs", 5));
    }
  }

  private void compare(int runs) throws Exception {
    var ours = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    for (int run = 0; run <= runs; run++) {
      double loop = loop();
      double task = task();
      System.out.printf(
          "task %.1f images/s, loop %.1f images/s; of the task's time: decoding %.0f %%, inference"
              + " %.0f %%%n",
          task, loop, share(decoding, task), share(inferring, task));
      // The first one warms up.
      if (run > 0) {
        ours.add(task);
        theirs.add(loop);
      }
    }
    System.out.printf(
        "%d faces: task %.1f images/s, loop %.1f images/s (medians), task / loop %.2f%n",
        faces, median(ours), median(theirs), median(ours) / median(theirs));
  }

  /** Percent of the task's time, in which stages overlap. */
  private double share(AtomicLong nanos, double rate) {
    return nanos.get() / 1e7 / (faces / rate);
  }

  /** Images a second. */
  private double loop() throws OrtException {
    var network = network();
    int size = network.batchSize() * network.input().size();
    var numbers =
        ByteBuffer.allocateDirect(size * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    while (numbers.hasRemaining()) {
      numbers.put((numbers.position() % 255 - 127.5f) / 128);
    }
    numbers.flip();
    long[] shape = {
      network.batchSize(), Network.Input.COLOURS, network.input().height(), network.input().width()
    };
    var runtime = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(
          CONFIG.extraction().threads(Runtime.getRuntime().availableProcessors()));
      try (var session = runtime.createSession(network.file().toString(), options);
          var input = OnnxTensor.createTensor(runtime, numbers, shape)) {
        long start = System.nanoTime();
        for (int done = 0; done < faces; done += network.batchSize()) {
          session.run(Map.of(network.input().name(), input)).close();
        }
        return faces / ((System.nanoTime() - start) / 1e9);
      }
    }
  }

  /** Images a second. */
  private double task() throws InterruptedException {
    database.inTransaction(handle -> handle.execute("drop table if exists face_descriptors_60"));
    try (var extractor =
            new Timed(
                WorkerExtractor.open(
                    CONFIG.extraction(), models, CONFIG.imageStore().maxImagePixels()));
        var node = new Node(address, own -> kind(own, extractor), parallel(), limit())) {
      Model _ = extractor.model(ModelKind.FACE_DESCRIPTOR, VERSION);
      decoding.set(0);
      inferring.set(0);
      Thread.sleep(1000);
      long start = System.nanoTime();
      long task = node.submit(Json.MAPPER.readTree(TASK));
      while (!node.isDone(task)) {
        Thread.sleep(20);
      }
      double rate = faces / ((System.nanoTime() - start) / 1e9);
      refuseMissing();
      return rate;
    }
  }

  private ExtractKind kind(Database own, Extractor extractor) {
    return new ExtractKind(
        own,
        new ExtractKind.Tools(
            extractor,
            new DefaultVersions(
                new DefaultVersionStore(own), CONFIG.descriptors(), Clock.systemUTC()),
            samples,
            CONFIG.tasks().subtaskSize()),
        Clock.systemUTC());
  }

  private static int parallel() {
    return CONFIG.tasks().parallelSubtasks();
  }

  private static int limit() {
    return CONFIG.tasks().foregroundLimit();
  }

  private Network network() {
    var file = new ModelsFile(models, Storage.FLOAT32);
    return file.network(file.model(ModelKind.FACE_DESCRIPTOR, VERSION));
  }

  private void fill() throws IOException {
    var importer =
        new Importer(
            database, new Passwords(1), samples, Clock.systemUTC(), Surroundings.real().ids());
    var _ =
        new Demo(
                importer,
                samples,
                new Demo.Size(faces, 0, faces, 2048),
                Instant.parse("2026-01-01T00:00:00Z"))
            .run(_ -> {});
    database.query(handle -> handle.execute("vacuum analyze"));
  }

  private void refuseMissing() {
    long found =
        database.query(handle ->
            handle
                .select("select count(*) from face_descriptors where descriptor_version = 60")
                .mapTo(Long.class)
                .one());
    if (found != faces) {
      throw new IllegalStateException("%d of %d were extracted".formatted(found, faces));
    }
  }

  /** Adds up the times that an extractor says it took. */
  private final class Timed implements Extractor {
    private final Extractor inner;

    Timed(Extractor inner) {
      this.inner = inner;
    }

    @Override
    public List<Model> models() {
      return inner.models();
    }

    @Override
    public Model model(ModelKind kind, @Nullable Integer version) {
      return inner.model(kind, version);
    }

    @Override
    public Extraction extract(Model model, List<byte[]> given) {
      var extraction = inner.extract(model, given);
      add(decoding, extraction.decoding());
      add(inferring, extraction.inferring());
      return extraction;
    }

    private static void add(AtomicLong sum, Duration time) {
      long _ = sum.addAndGet(time.toNanos());
    }

    @Override
    public void check() {
      inner.check();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
