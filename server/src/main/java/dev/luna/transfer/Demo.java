package dev.luna.transfer;

import dev.luna.accounts.AccountType;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.ImageStore;
import dev.luna.json.Json;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A synthetic installation: accounts, lists, faces and events of the ninety days from {@code begin}
 * on, with descriptors of random bytes and drawn samples. The same sizes and the same begin make
 * the same objects, so that a second run adds nothing.
 */
public final class Demo {
  /** How far back its objects go. */
  public static final Duration SPAN = Duration.ofDays(90);

  private static final long SEED = 20_180_711;
  private static final Instant FOUNDED = Instant.parse("2026-01-01T00:00:00Z");
  private static final int BATCH = 5000;
  private static final int WRITERS = 3;
  private static final List<Integer> FACE_VERSIONS = List.of(56, 59);
  private static final int BODY_VERSION = 110;
  private static final int ACCOUNTS = 3;
  private static final int LISTS_PER_ACCOUNT = 4;
  private static final int HANDLERS = 5;
  private static final int CAMERAS = 20;
  private static final List<String> TAGS = List.of("entrance", "exit", "staff", "vip", "night");
  private static final List<String> CITIES = List.of("Riga", "Porto", "Graz", "Gdansk", "Ghent");

  private final Importer importer;
  private final Optional<ImageStore> contents;
  private final Size size;
  private final Instant begin;
  private final List<Line.Account> accounts = accounts();
  private final List<Line.FaceList> lists = lists(accounts);

  /**
   * How large it is.
   *
   * @param samples how many faces, and how many events, have samples
   * @param descriptorBytes length of a descriptor
   */
  public record Size(long faces, long events, long samples, int descriptorBytes) {}

  public Demo(Importer importer, Optional<ImageStore> contents, Size size, Instant begin) {
    this.importer = importer;
    this.contents = contents;
    this.size = size;
    this.begin = begin;
  }

  /** A list that every demo has; the time of its creation is the begin of the demo. */
  public static UUID firstList() {
    return lists(accounts()).getFirst().listId();
  }

  /**
   * @param progress is told how many faces and events were written, batch by batch
   */
  public ImportSummary run(LongConsumer progress) {
    var sum =
        importer
            .add(accounts)
            .plus(
                importer.add(
                    lists.stream()
                        .map(list ->
                            new Line.FaceList(
                                list.listId(), list.accountId(), list.userData(), begin, null))
                        .toList()));
    if (contents.isPresent()) {
      var store = contents.get();
      sum = sum.plus(inBatches(samples(size.faces()), i -> sample(faceSample(i), store), null));
      sum = sum.plus(inBatches(samples(size.events()), i -> sample(eventSample(i), store), null));
      sum = sum.plus(inBatches(samples(size.events()), i -> sample(bodySample(i), store), null));
    }
    return sum.plus(inBatches(size.faces(), this::face, progress))
        .plus(inBatches(size.events(), this::event, progress));
  }

  private long samples(long objects) {
    return contents.isEmpty() ? 0 : Math.min(objects, size.samples());
  }

  /** Makes and writes objects in batches, some at a time. */
  private ImportSummary inBatches(
      long count, LongFunction<Line> make, @Nullable LongConsumer progress) {
    var sum = ImportSummary.EMPTY;
    var writing = new ArrayDeque<Future<ImportSummary>>();
    try (var writers = Executors.newFixedThreadPool(WRITERS)) {
      for (long from = 0; from < count; from += BATCH) {
        long first = from;
        long after = Math.min(count, from + BATCH);
        if (writing.size() > WRITERS) {
          sum = sum.plus(join(writing.remove()));
        }
        writing.add(
            writers.submit(() -> {
              var batch = new ArrayList<Line>();
              for (long index = first; index < after; index++) {
                batch.add(make.apply(index));
              }
              var summary = importer.add(batch);
              if (progress != null) {
                progress.accept(batch.size());
              }
              return summary;
            }));
      }
      while (!writing.isEmpty()) {
        sum = sum.plus(join(writing.remove()));
      }
    }
    return sum;
  }

  private static ImportSummary join(Future<ImportSummary> part) {
    try {
      return part.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a part of the demo cannot be written", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the demo was interrupted", e);
    }
  }

  private static List<Line.Account> accounts() {
    var accounts = new ArrayList<Line.Account>();
    for (int index = 0; index < ACCOUNTS; index++) {
      accounts.add(
          new Line.Account(
              id(FOUNDED, new SplittableRandom(SEED + index)),
              AccountType.USER,
              "shop%d@demo.example.com".formatted(index + 1),
              "Demo shop %d".formatted(index + 1),
              null,
              null,
              FOUNDED,
              null));
    }
    return accounts;
  }

  private static List<Line.FaceList> lists(List<Line.Account> accounts) {
    var lists = new ArrayList<Line.FaceList>();
    for (var account : accounts) {
      for (int index = 0; index < LISTS_PER_ACCOUNT; index++) {
        lists.add(
            new Line.FaceList(
                id(FOUNDED, new SplittableRandom(SEED * 31 + lists.size())),
                account.accountId(),
                "demo list %d".formatted(index + 1),
                null,
                null));
      }
    }
    return lists;
  }

  /** A picture that belongs to a face or an event. */
  private record Picture(UUID id, Bucket bucket, UUID accountId, Instant time, long seed) {}

  private Line sample(Picture picture, ImageStore store) {
    String key = picture.id().toString();
    if (store.length(picture.bucket(), key).isEmpty()) {
      byte[] jpeg = DemoPictures.draw(picture.bucket(), new SplittableRandom(picture.seed()));
      store.put(picture.bucket(), key, new ByteArrayInputStream(jpeg));
    }
    return new Line.Sample(
        picture.id(), picture.bucket().wireName(), picture.accountId(), picture.time(), null);
  }

  private Picture faceSample(long index) {
    return picture(
        Bucket.FACES_SAMPLES, SEED * 3 + index, time(index, size.faces()), list(index).accountId());
  }

  private Picture eventSample(long index) {
    return picture(
        Bucket.FACES_SAMPLES,
        SEED * 5 + index,
        time(index, size.events()),
        account(index).accountId());
  }

  private Picture bodySample(long index) {
    return picture(
        Bucket.BODIES_SAMPLES,
        SEED * 7 + index,
        time(index, size.events()),
        account(index).accountId());
  }

  private static Picture picture(Bucket bucket, long seed, Instant time, UUID accountId) {
    return new Picture(id(time, new SplittableRandom(seed)), bucket, accountId, time, seed);
  }

  private Line face(long index) {
    var random = faceRandom(index);
    Instant time = time(index, size.faces());
    UUID faceId = id(time, random);
    var list = list(index);
    return new Line.Face(
        faceId,
        list.accountId(),
        "demo-" + index,
        null,
        null,
        null,
        time,
        null,
        random.nextInt(10) == 0 ? List.of() : List.of(list.listId()),
        new Line.Attributes(
            id(time, random),
            random.nextInt(1, 90),
            random.nextInt(2),
            random.nextInt(1, 5),
            index < samples(size.faces()) ? List.of(faceSample(index).id()) : List.of(),
            0,
            FACE_VERSIONS.stream()
                .map(version -> new Line.Descriptor(version, bytes(random), 0))
                .toList()));
  }

  private Line event(long index) {
    var random = new SplittableRandom(SEED * 37 + index);
    Instant time = time(index, size.events());
    int camera = random.nextInt(CAMERAS);
    boolean hasSamples = index < samples(size.events());
    return new EventLine(
        id(time, random),
        account(index).accountId(),
        time,
        time.plusMillis(random.nextInt(2000)),
        time.plusSeconds(random.nextInt(1, 60)),
        fixedId(random.nextInt(HANDLERS)),
        fixedId(HANDLERS + camera),
        knownFace(random),
        "camera-" + (camera + 1),
        null,
        null,
        "track-" + index % 1000,
        null,
        List.of(TAGS.get(random.nextInt(TAGS.size()))),
        hasSamples ? List.of(eventSample(index).id()) : List.of(),
        hasSamples ? List.of(bodySample(index).id()) : List.of(),
        random.nextInt(1, 90),
        random.nextInt(2),
        random.nextInt(1, 5),
        random.nextInt(7),
        random.nextInt(3),
        random.nextInt(2),
        null,
        location(camera),
        List.of(new EventLine.Descriptor(FACE_VERSIONS.getLast(), bytes(random))),
        List.of(new EventLine.Descriptor(BODY_VERSION, bytes(random))));
  }

  /** Every third event shows a face that is known. */
  private @Nullable UUID knownFace(SplittableRandom random) {
    if (size.faces() == 0 || random.nextInt(3) != 0) {
      return null;
    }
    long index = random.nextLong(size.faces());
    return id(time(index, size.faces()), faceRandom(index));
  }

  private static ObjectNode location(int camera) {
    return Json.MAPPER
        .createObjectNode()
        .put("city", CITIES.get(camera % CITIES.size()))
        .put("street", "Demo street")
        .put("house_number", String.valueOf(camera + 1));
  }

  private Line.FaceList list(long index) {
    return lists.get(new SplittableRandom(SEED * 41 + index).nextInt(lists.size()));
  }

  private Line.Account account(long index) {
    return accounts.get(new SplittableRandom(SEED * 43 + index).nextInt(accounts.size()));
  }

  private static SplittableRandom faceRandom(long index) {
    return new SplittableRandom(SEED * 31 * 31 + index);
  }

  private Instant time(long index, long count) {
    return begin.plusMillis((long) ((double) SPAN.toMillis() / Math.max(1, count) * index));
  }

  private byte[] bytes(SplittableRandom random) {
    byte[] bytes = new byte[size.descriptorBytes()];
    random.nextBytes(bytes);
    return bytes;
  }

  private static UUID fixedId(int number) {
    return id(FOUNDED, new SplittableRandom(SEED * 47 + number));
  }

  /** An id of version 7 for a time. */
  private static UUID id(Instant time, SplittableRandom random) {
    long high = (time.toEpochMilli() << 16) | 0x7000L | random.nextInt(1 << 12);
    long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low);
  }
}
