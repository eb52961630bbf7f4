package dev.luna.transfer;

import dev.luna.accounts.AccountType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * A synthetic installation: accounts, lists, and faces with two descriptor versions of random
 * bytes. The same seed makes the same objects, so that a second run adds nothing.
 */
public final class Demo {
  private static final long SEED = 20_180_711;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SPAN = Duration.ofDays(90);
  private static final int BATCH = 5000;
  private static final int DESCRIPTOR_BYTES = 512;
  private static final List<Integer> VERSIONS = List.of(56, 59);
  private static final int ACCOUNTS = 3;
  private static final int LISTS_PER_ACCOUNT = 4;

  private final Importer importer;

  public Demo(Importer importer) {
    this.importer = importer;
  }

  /**
   * @param faces how many faces the installation has
   * @param progress is told how many were written, batch by batch
   */
  public ImportSummary run(long faces, LongConsumer progress) {
    var accounts = accounts();
    var lists = lists(accounts);
    var sum = importer.add(accounts).plus(importer.add(lists));
    for (long from = 0; from < faces; from += BATCH) {
      var batch = new ArrayList<Line.Face>();
      for (long index = from; index < Math.min(faces, from + BATCH); index++) {
        batch.add(face(index, faces, lists));
      }
      sum = sum.plus(importer.add(batch));
      progress.accept(batch.size());
    }
    return sum;
  }

  private static List<Line.Account> accounts() {
    var accounts = new ArrayList<Line.Account>();
    for (int index = 0; index < ACCOUNTS; index++) {
      accounts.add(
          new Line.Account(
              id(BEGIN, new SplittableRandom(SEED + index)),
              AccountType.USER,
              "shop%d@demo.example.com".formatted(index + 1),
              "Demo shop %d".formatted(index + 1),
              null,
              null,
              BEGIN,
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
                id(BEGIN, new SplittableRandom(SEED * 31 + lists.size())),
                account.accountId(),
                "demo list %d".formatted(index + 1),
                BEGIN,
                null));
      }
    }
    return lists;
  }

  private static Line.Face face(long index, long faces, List<Line.FaceList> lists) {
    var random = new SplittableRandom(SEED * 31 * 31 + index);
    Instant time = BEGIN.plusMillis(SPAN.toMillis() / Math.max(1, faces) * index);
    var list = lists.get(random.nextInt(lists.size()));
    return new Line.Face(
        id(time, random),
        list.accountId(),
        "demo-" + index,
        null,
        null,
        null,
        time,
        null,
        random.nextInt(10) == 0 ? List.of() : List.of(list.listId()),
        new Line.Attributes(
            random.nextInt(1, 90),
            random.nextInt(2),
            random.nextInt(1, 5),
            List.of(),
            0,
            VERSIONS.stream().map(version -> descriptor(version, random)).toList()));
  }

  private static Line.Descriptor descriptor(int version, SplittableRandom random) {
    byte[] bytes = new byte[DESCRIPTOR_BYTES];
    random.nextBytes(bytes);
    return new Line.Descriptor(version, bytes, 0);
  }

  /** An id of version 7 for a time. */
  private static UUID id(Instant time, SplittableRandom random) {
    long high = (time.toEpochMilli() << 16) | 0x7000L | random.nextInt(1 << 12);
    long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low);
  }
}
