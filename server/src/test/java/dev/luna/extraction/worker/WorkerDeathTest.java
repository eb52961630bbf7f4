package dev.luna.extraction.worker;

import static dev.luna.extraction.ExtractorContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.luna.extraction.ExtractorException;
import dev.luna.extraction.Model;
import dev.luna.extraction.NetworkBuilder;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.Outcome.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerDeathTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final byte[] CRASH = Jpegs.marked(Jpegs.photo(3), CrashingWorker.CRASH);
  private static final byte[] HANG = Jpegs.marked(Jpegs.photo(3), CrashingWorker.HANG);

  @TempDir private Path directory;

  @Test
  void aWorkerThatIsKilledLosesNothing() throws Exception {
    try (var extractor = TestModels.demo(directory).open()) {
      var model = TestModels.face(extractor, 60);
      var samples = photos(16);
      var expected = extractor.extract(model, samples).outcomes();
      long pid = extractor.pid().orElseThrow();
      var call = new FutureTask<>(() -> extractor.extract(model, samples));
      var caller = Thread.ofPlatform().start(call);

      // It waits for answers: all has been sent.
      await().atMost(SOON).until(() -> caller.getState() == Thread.State.WAITING);
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);

      assertSame(call.get().outcomes(), expected);
      assertThat(extractor.pid().orElseThrow()).isNotEqualTo(pid);
    }
  }

  @Test
  void theSampleThatCrashesAloneIsRefused() throws Exception {
    try (var extractor = tiny().open(CrashingWorker.class)) {
      var model = TestModels.face(extractor, 1);
      var samples = photos(5);
      var expected = extractor.extract(model, samples).outcomes();
      var bad = new ArrayList<>(samples);
      bad.set(2, CRASH);
      var good = new FutureTask<>(() -> repeated(extractor, model, samples, 8));
      Thread.ofVirtual().start(good);

      var outcomes = extractor.extract(model, bad).outcomes();

      for (var innocent : good.get()) {
        assertSame(innocent, expected);
      }
      assertSame(outcomes.subList(0, 2), expected.subList(0, 2));
      assertSame(outcomes.subList(3, 5), expected.subList(3, 5));
      assertThat(outcomes.get(2))
          .isEqualTo(
              new Outcome.Refused(
                  Reason.CRASHED, "on this sample alone the worker ended with exit code 77"));
    }
  }

  private static List<List<Outcome>> repeated(
      WorkerExtractor extractor, Model model, List<byte[]> samples, int times) {
    var all = new ArrayList<List<Outcome>>();
    for (int i = 0; i < times; i++) {
      all.add(extractor.extract(model, samples).outcomes());
    }
    return all;
  }

  @Test
  void theSampleThatHangsAloneIsRefusedThoughOthersGetOn() throws Exception {
    try (var extractor = tiny().open(CrashingWorker.class, Duration.ofMillis(1500))) {
      var model = TestModels.face(extractor, 1);
      var samples = photos(TestModels.BATCH);
      var expected = extractor.extract(model, samples).outcomes();
      var call = new FutureTask<>(() -> extractor.extract(model, List.of(HANG)));
      Thread.ofVirtual().start(call);

      while (!call.isDone()) {
        assertSame(extractor.extract(model, samples).outcomes(), expected);
      }

      assertThat(call.get().outcomes())
          .containsExactly(
              new Outcome.Refused(
                  Reason.CRASHED,
                  "on this sample alone the worker gave no sign for more than 1 s"));
    }
  }

  @Test
  void moreSamplesThanFitIntoMemoryAreRead() throws IOException {
    var models = new TestModels(directory);
    byte[] network =
        new NetworkBuilder("wide", 1)
            .input(TestModels.BATCH, 3, 256, 256)
            .pool()
            .dense("descriptor", TestModels.LENGTH)
            .bytes();
    models.describe(1, network, "L2", "descriptor", 256);
    models.write(1, network);
    try (var extractor = models.open(Worker.class.getName(), 64, LONG)) {
      var model = TestModels.face(extractor, 1);
      long pid = extractor.pid().orElseThrow();
      byte[] sample = Jpegs.photo(1, 16, 16);

      var outcomes = extractor.extract(model, Collections.nCopies(300, sample)).outcomes();

      assertThat(outcomes).hasSize(300).allMatch(Outcome.Descriptor.class::isInstance);
      assertThat(extractor.pid()).hasValue(pid);
    }
  }

  @Test
  void aWorkerThatDoesNotStartIsATroubleThatMayPass() throws IOException {
    try (var extractor = tiny().open("dev.luna.NoSuchClass", 64, LONG)) {
      extractor.check();

      assertThatExceptionOfType(ExtractorException.class)
          .isThrownBy(() -> TestModels.face(extractor, 1))
          .withMessageContaining("did not start")
          .withMessageContaining("NoSuchClass");
      assertThatExceptionOfType(ExtractorException.class).isThrownBy(extractor::check);
    }
  }

  @Test
  void closingEndsTheWorkerAndItsCalls() throws Exception {
    var extractor = tiny().open(CrashingWorker.class, LONG);
    var model = TestModels.face(extractor, 1);
    var worker = ProcessHandle.of(extractor.pid().orElseThrow()).orElseThrow();
    var call = new FutureTask<>(() -> extractor.extract(model, List.of(HANG)));
    var caller = Thread.ofPlatform().start(call);
    await().atMost(SOON).until(() -> caller.getState() == Thread.State.WAITING);

    extractor.close();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(call::get)
        .withCauseInstanceOf(ExtractorException.class)
        .withMessageContaining("stopped");
    assertThat(worker.isAlive()).isFalse();
  }

  @Test
  void aWorkerDoesNotOutliveWhoStartedIt() throws Exception {
    TestModels.demo(directory);
    var parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AbandonedParent.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      while (line != null && !line.matches("\\d+")) {
        line = output.readLine();
      }
      var worker = ProcessHandle.of(Long.parseLong(String.valueOf(line))).orElseThrow();
      assertThat(worker.isAlive()).isTrue();

      parent.destroyForcibly().waitFor();

      await().atMost(SOON).until(() -> !worker.isAlive());
    } finally {
      parent.destroyForcibly();
    }
  }

  private TestModels tiny() throws IOException {
    var models = new TestModels(directory);
    models.add(1, TestModels.tiny().dense("descriptor", TestModels.LENGTH).bytes());
    return models;
  }

  private static List<byte[]> photos(int count) {
    return LongStream.range(0, count).mapToObj(Jpegs::photo).toList();
  }

  private static void assertSame(List<Outcome> outcomes, List<Outcome> expected) {
    assertThat(outcomes).hasSameSizeAs(expected);
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(bytes(outcomes.get(i))).isEqualTo(bytes(expected.get(i)));
    }
  }
}
