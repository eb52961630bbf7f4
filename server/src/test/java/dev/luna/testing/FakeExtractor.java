package dev.luna.testing;

import dev.luna.extraction.Extraction;
import dev.luna.extraction.Extractor;
import dev.luna.extraction.ExtractorException;
import dev.luna.extraction.Model;
import dev.luna.extraction.ModelException;
import dev.luna.extraction.ModelKind;
import dev.luna.extraction.Outcome;
import dev.luna.extraction.Outcome.Reason;
import dev.luna.extraction.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Reads samples in this process: what comes out is made of a digest of what goes in. */
public final class FakeExtractor implements Extractor {
  public static final Model FACE_59 = descriptors(ModelKind.FACE_DESCRIPTOR, 59);
  public static final Model FACE_60 = descriptors(ModelKind.FACE_DESCRIPTOR, 60);

  /** Of the same version, by another network. */
  public static final Model FACE_60_AGAIN =
      new Model(
          "fake-60-again",
          ModelKind.FACE_DESCRIPTOR,
          60,
          Sha256.of(new byte[] {1}),
          Sha256.of(new byte[] {1, 1}),
          512 * Float.BYTES);

  public static final Model BODY_111 = descriptors(ModelKind.BODY_DESCRIPTOR, 111);
  public static final Model ATTRIBUTES =
      new Model(
          "fake-attributes",
          ModelKind.BASIC_ATTRIBUTES,
          null,
          Sha256.of(new byte[] {0}),
          Sha256.of(new byte[] {0, 0}),
          0);

  private static final int LENGTH = 512;
  private static final int OLDEST = 100;

  private final Map<String, Reason> refused = new HashMap<>();
  private List<Model> models = List.of(FACE_59, FACE_60, BODY_111, ATTRIBUTES);
  private int failures;
  private boolean isHeld;
  private int waiting;
  private int calls;
  private int samples;

  /** The bytes that this sample gives for a version. */
  public static byte[] descriptor(int version, byte[] sample) {
    var random = random(version, sample);
    var bytes = ByteBuffer.allocate(LENGTH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (random.nextDouble() * 2 - 1));
    }
    return bytes.array();
  }

  public static Outcome.Attributes attributes(byte[] sample) {
    var random = random(0, sample);
    return new Outcome.Attributes(
        random.nextInt(OLDEST + 1), random.nextInt(2), 1 + random.nextInt(4));
  }

  /** From now on these are configured, and no others. */
  public synchronized void configure(Model... configured) {
    models = List.of(configured);
  }

  /** From now on this sample is refused. */
  public synchronized void refuse(byte[] sample, Reason reason) {
    refused.put(Sha256.of(sample), reason);
  }

  /** The next calls fail, so many of them. */
  public synchronized void failNext(int count) {
    failures = count;
  }

  /** Calls wait from now on, before they read anything. */
  public synchronized void hold() {
    isHeld = true;
  }

  /** Lets all calls go on. */
  public synchronized void release() {
    isHeld = false;
    notifyAll();
  }

  /** Waits until so many calls wait. */
  public synchronized void awaitHeld(int count) throws InterruptedException {
    while (waiting < count) {
      wait();
    }
  }

  /** How often samples were to be read, failures too. */
  public synchronized int calls() {
    return calls;
  }

  /** How many samples have been read, those that are refused too. */
  public synchronized int samples() {
    return samples;
  }

  @Override
  public synchronized List<Model> models() {
    return models;
  }

  @Override
  public synchronized Model model(ModelKind kind, @Nullable Integer version) {
    return models.stream()
        .filter(model -> model.kind() == kind && Objects.equals(model.version(), version))
        .findFirst()
        .orElseThrow(() ->
            new ModelException(
                "EXTRACTION.MODELS: no model is configured for " + kind.word() + " " + version));
  }

  @Override
  public synchronized Extraction extract(Model model, List<byte[]> given) {
    calls++;
    if (!models.contains(model)) {
      throw new ModelException(
          "EXTRACTION.MODELS: model '%s': it is not configured any more as it was"
              .formatted(model.name()));
    }
    awaitRelease();
    if (failures > 0) {
      failures--;
      throw new ExtractorException("the fake extractor was told to fail");
    }
    samples += given.size();
    var outcomes = given.stream().map(sample -> outcome(model, sample)).toList();
    int computed =
        Math.toIntExact(
            outcomes.stream().filter(outcome -> !(outcome instanceof Outcome.Refused)).count());
    return new Extraction(
        outcomes,
        Duration.ofMillis(given.size()),
        Duration.ofMillis(2L * given.size()),
        computed,
        Math.min(1, computed));
  }

  @Override
  public synchronized void check() {
    if (failures > 0) {
      throw new ExtractorException("the fake extractor was told to fail");
    }
  }

  @Override
  public void close() {
    release();
  }

  private void awaitRelease() {
    waiting++;
    notifyAll();
    try {
      while (isHeld) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExtractorException("the thread was interrupted", e);
    } finally {
      waiting--;
    }
  }

  private Outcome outcome(Model model, byte[] sample) {
    var reason = sample.length == 0 ? Reason.EMPTY : refused.get(Sha256.of(sample));
    if (reason != null) {
      return new Outcome.Refused(reason, "it is refused");
    }
    Integer version = model.version();
    return version == null
        ? attributes(sample)
        : new Outcome.Descriptor(descriptor(version, sample));
  }

  private static SplittableRandom random(int version, byte[] sample) {
    return new SplittableRandom(
        Long.parseUnsignedLong(Sha256.of(sample), 0, 16, 16) * 31 + version);
  }

  private static Model descriptors(ModelKind kind, int version) {
    byte[] seed = {(byte) version, (byte) kind.ordinal()};
    return new Model(
        "fake-" + version, kind, version, Sha256.of(seed), Sha256.of(seed), LENGTH * Float.BYTES);
  }
}
