package dev.luna.check;

import dev.luna.db.Database;
import dev.luna.images.StoredImageStore;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.Entry;
import dev.luna.imagestore.ImageStore;
import dev.luna.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recounts every counter and sets it right; finds contents without a row, rows without a content,
 * and references to images that are not there. Works beside a running service.
 */
public final class Check {
  private static final Logger LOG = LoggerFactory.getLogger(Check.class);
  private static final List<Bucket> BUCKETS =
      List.of(Bucket.FACES_SAMPLES, Bucket.BODIES_SAMPLES, Bucket.IMAGES);
  private static final Pattern ID = Pattern.compile(Json.ID);

  /** A younger content may be about to get its row. */
  private static final Duration YOUNG = Duration.ofDays(1);

  private static final int PAGE = 1000;

  /** On disk each page of contents reads a whole directory. */
  private static final int CONTENTS = 50_000;

  private final CheckStore store;
  private final CheckReportStore reports;
  private final StoredImageStore images;
  private final Optional<ImageStore> contents;
  private final InstantSource clock;

  public Check(Database database, Optional<ImageStore> contents, InstantSource clock) {
    this.store = new CheckStore(database);
    this.reports = new CheckReportStore(database);
    this.images = new StoredImageStore(database);
    this.contents = contents;
    this.clock = clock;
  }

  /**
   * Checks everything.
   *
   * @param removeOrphans whether contents without a row are queued to be removed
   * @return what was found, a sentence each; empty if all fits together
   */
  public List<String> run(boolean removeOrphans) {
    var findings = new ArrayList<String>();
    for (String counter : store.counters()) {
      store.repair(counter).forEach(drift -> findings.add(describe(drift)));
    }
    int _ = store.forgetEmptyBuckets();
    contents.ifPresent(
        images -> BUCKETS.forEach(bucket -> compare(images, bucket, removeOrphans, findings)));
    for (var dangling :
        List.of(
            store.danglingOfFaces(),
            store.danglingFaceSamplesOfEvents(),
            store.danglingBodySamplesOfEvents())) {
      if (dangling.count() > 0) {
        findings.add(
            "%d references of %s lead to samples that are not there, for example of %s"
                .formatted(
                    dangling.count(), dangling.from(), String.join(", ", dangling.examples())));
      }
    }
    reports.put(new CheckReportStore.Report(clock.instant(), findings));
    return List.copyOf(findings);
  }

  /** The check of each night: says what it found, and removes nothing. */
  public int tick() {
    run(false).forEach(finding -> LOG.warn("nightly check: {}", finding));
    return 0;
  }

  private static String describe(CheckStore.Drift drift) {
    return "counter %s%s was %d and is %d now%s"
        .formatted(
            drift.counter(),
            drift.scope().isEmpty() ? "" : " of " + drift.scope(),
            drift.counted(),
            drift.actual(),
            drift.buckets() == 0 ? "" : ", with %d numbers by position".formatted(drift.buckets()));
  }

  /** Goes through contents and rows side by side: both come in the order of their ids. */
  private void compare(
      ImageStore store, Bucket bucket, boolean removeOrphans, List<String> findings) {
    var rows = new Rows(bucket);
    var orphans = new ArrayList<String>();
    long orphaned = 0;
    Instant old = clock.instant().minus(YOUNG);
    var page = store.list(bucket, null, CONTENTS);
    while (!page.isEmpty()) {
      for (var entry : page) {
        if (!rows.has(entry.key()) && isOurs(entry) && entry.lastModified().isBefore(old)) {
          orphans.add(entry.key());
        }
      }
      orphaned += orphans.size();
      if (removeOrphans) {
        images.queueRemovals(bucket, orphans);
      }
      orphans.clear();
      page = store.list(bucket, page.getLast().key(), CONTENTS);
    }
    rows.finish();
    if (orphaned > 0) {
      findings.add(
          "%d contents in %s belong to no image%s"
              .formatted(
                  orphaned, bucket.wireName(), removeOrphans ? " and are being removed" : ""));
    }
    if (rows.missing > 0) {
      findings.add(
          "%d images in %s have lost their content, for example %s"
              .formatted(rows.missing, bucket.wireName(), rows.example));
    }
  }

  /** What others keep in a bucket of that name is not ours to judge. */
  private static boolean isOurs(Entry entry) {
    return ID.matcher(entry.key()).matches();
  }

  /** The rows of a bucket, read along with its contents. */
  private final class Rows {
    private final Bucket bucket;
    private List<String> page = List.of();
    private int place;
    private boolean atEnd;
    private long missing;
    private String example = "";

    Rows(Bucket bucket) {
      this.bucket = bucket;
    }

    /** Whether there is a row for a key; those before it have no content. */
    boolean has(String key) {
      for (String id = current(); !id.isEmpty(); id = current()) {
        int order = id.compareTo(key);
        if (order > 0) {
          return false;
        }
        place++;
        if (order == 0) {
          return true;
        }
        miss(id);
      }
      return false;
    }

    void finish() {
      for (String id = current(); !id.isEmpty(); id = current()) {
        place++;
        miss(id);
      }
    }

    private void miss(String id) {
      // Read again: its content may have been stored, or it removed, while we went along.
      boolean isStill =
          images.byId(bucket, UUID.fromString(id)).isPresent()
              && contents.isPresent()
              && contents.get().length(bucket, id).isEmpty();
      if (isStill) {
        missing++;
        example = id;
      }
    }

    private String current() {
      if (place == page.size() && !atEnd) {
        UUID last = page.isEmpty() ? null : UUID.fromString(page.getLast());
        page =
            images.after(bucket, last, PAGE).stream()
                .map(image -> image.imageId().toString())
                .toList();
        place = 0;
        atEnd = page.isEmpty();
      }
      return place < page.size() ? page.get(place) : "";
    }
  }
}
